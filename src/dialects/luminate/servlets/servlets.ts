// What the two servlets ask of a caller before a method runs.
import type { FastifyRequest } from 'fastify';
import { recordSignOn } from '../../../core/access/sign-on-events.ts';
import type { Organization } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import { addressesIn } from '../../../core/base/ip-address.ts';
import { type DialectContext, logCaller } from '../../dialect.ts';
import { authenticateAdministrator } from '../auth.ts';
import {
  DEVICE_COOKIE,
  SESSION_COOKIE,
  servletUrl,
  setDeviceCookie,
  setSessionCookie,
} from '../session/session-cookie.ts';
import { identify } from '../session/visitor.ts';
import { settingsOf } from '../settings.ts';
import { rememberSource } from '../steps/remember-source.ts';
import type { Parameters } from '../wire/parameters.ts';
import type { Answer, Http, Method } from './call.ts';

export interface Site {
  readonly context: DialectContext;
  readonly organization: Organization;
  readonly parameters: Parameters;
  readonly http: Http;
}

/**
 * The server servlet: from an allowed address, encrypted, by an API administrator (docs/contracts/luminate.md §1.5
 * and §1.7).
 */
export async function performAsServer(site: Site, findMethod: () => Method): Promise<Answer> {
  const { organization, http } = site;
  requireServerAddress(organization, http.request);
  requireEncryption(organization, http.request);
  const origin = { organization, requestId: http.request.id, address: http.request.ip };
  const actor = await authenticateAdministrator(site.context, site.parameters, origin);
  logCaller(http.request, actor);
  const method = findMethod();
  const answer = await method.run({ ...callOf(site), servlet: 'SRConsAPI', actor, session: undefined });
  if (answer.session) setSessionCookie(site.context, http, { organization, session: answer.session });
  return answer;
}

/** The client servlet: by anybody, or by whom the method asks for (docs/contracts/luminate.md §2). */
export async function performAsClient(site: Site, findMethod: () => Method): Promise<Answer> {
  const { context, organization, parameters } = site;
  const { http } = site;
  const method = findMethod();
  const call = callOf(site);
  const cookie = http.request.cookies[SESSION_COOKIE];
  const { id: requestId, ip: address } = http.request;
  const visit = { context, organization, requestId, parameters, cookie, address, now: call.now };
  const visitor = await rememberSource(visit, await identify(visit, method), call.method);
  const { actor, session, isNewSession } = visitor;
  logCaller(http.request, actor);
  if (isNewSession && session) setSessionCookie(context, http, { organization, session });
  const answer = await method.run({ ...call, servlet: 'CRConsAPI', actor, session });
  if (answer.session !== undefined) setSessionCookie(context, http, { organization, session: answer.session });
  if (answer.device !== undefined) setDeviceCookie(context, http, answer.device);
  return answer;
}

function callOf({ context, parameters, http: { request } }: Site) {
  return {
    context,
    parameters,
    method: parameters.get('method') ?? '',
    now: context.clock.now(),
    callerAddress: request.ip,
    device: request.cookies[DEVICE_COOKIE],
    clientUrl: servletUrl(context, request, 'CRConsAPI'),
  };
}

/** Records a call that was refused for where it came from or what it showed. Any other failure is none of that. */
export async function recordRefusal(
  context: DialectContext,
  { organization, request }: { organization: Organization | undefined; request: FastifyRequest },
  failure: unknown,
): Promise<void> {
  const isRefusal = failure instanceof Failure && REFUSALS.has(failure.code);
  if (!isRefusal) return;
  const outcome = failure.kind === 'forbidden' ? 'refused' : 'failed';
  const event = { organizationId: organization?.id, dialect: 'luminate', outcome, reason: failure.code } as const;
  await recordSignOn(context.db, { ...event, address: request.ip, now: context.clock.now() });
}

/** What is recorded here; wrong passwords are where they are counted. */
const REFUSALS: ReadonlySet<string> = new Set(['address', 'insecure', 'api_key', 'sign_on_token']);

/** Throws `forbidden` (`address`) for a caller outside the organization's list, if it has one. */
export function requireServerAddress(organization: Organization, { ip }: FastifyRequest): void {
  const { serverAddresses } = settingsOf(organization);
  if (serverAddresses.length > 0 && !addressesIn(serverAddresses)(ip)) throw new Failure('forbidden', 'address');
}

const isLoopback = addressesIn(['127.0.0.0/8', '::1/128']);

/** A password must not travel in the clear, unless it never leaves the machine (docs/contracts/luminate.md §1.5). */
function requireEncryption(organization: Organization, { protocol, ip }: FastifyRequest): void {
  const isSafe = protocol === 'https' || isLoopback(ip);
  if (settingsOf(organization).requireHttps && !isSafe) throw new Failure('forbidden', 'insecure');
}
