// One request of either servlet: parameters, organization, caller, method, answer, in the order in which the contract
// names errors (wire/luminate.md §1.7).
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Organization } from '../../core/base/actor.ts';
import { Failure } from '../../core/base/failure.ts';
import { type DialectContext, failureOf, logBug } from '../dialect.ts';
import { authenticateAdministrator, organizationOfKey } from './auth.ts';
import type { Answer, Method, Servlet } from './call.ts';
import { BUG, toWireError, type WireError } from './errors.ts';
import { toJson } from './json.ts';
import { METHODS } from './methods.ts';
import { SESSION_COOKIE, servletUrl, setSessionCookie } from './session-cookie.ts';
import { identify } from './visitor.ts';
import { type Element, leaf, parent } from './wire/document.ts';
import type { Parameters } from './wire/parameters.ts';
import { toBoolean } from './wire/values.ts';
import { toXml } from './xml.ts';

export interface Incoming {
  readonly servlet: Servlet;
  readonly parameters: Parameters;
  /** Of the URL, where it names one. */
  readonly named: Organization | undefined;
}

/** Answers a request: the method's document, or an error document. Only a bug in here would throw. */
export async function dispatch(
  context: DialectContext,
  incoming: Incoming,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const { parameters } = incoming;
  try {
    const answer = await perform(context, incoming, { request, reply });
    return send(reply, parameters, answer.document);
  } catch (error) {
    return sendError(reply, parameters, wireErrorOf(error, request, parameters.get('method')));
  }
}

async function perform(
  context: DialectContext,
  { servlet, parameters, named }: Incoming,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<Answer> {
  const organization = await organizationOfKey(context, parameters, named);
  const now = context.clock.now();
  const clientUrl = servletUrl(context, request, 'CRConsAPI');
  const base = { context, servlet, parameters, now, callerAddress: request.ip, clientUrl };
  const name = parameters.get('method') ?? '';
  if (servlet === 'SRConsAPI') {
    const origin = { organization, requestId: request.id, address: request.ip };
    const actor = await authenticateAdministrator(context, parameters, origin);
    const answer = await findMethod(servlet, parameters, request.method).run({
      ...base,
      actor,
      method: name,
      session: undefined,
    });
    if (answer.session) setSessionCookie(reply, request, organization, answer.session);
    return answer;
  }
  const method = findMethod(servlet, parameters, request.method);
  const visit = {
    context,
    organization,
    requestId: request.id,
    parameters,
    cookie: request.cookies[SESSION_COOKIE],
    now,
  };
  const { actor, session, isNewSession } = await identify(visit, method);
  if (isNewSession && session) setSessionCookie(reply, request, organization, session);
  const answer = await method.run({ ...base, actor, session, method: name });
  if (answer.session !== undefined) setSessionCookie(reply, request, organization, answer.session);
  return answer;
}

/** The method a call names. Throws `invalid` for none, one of the other servlet, another verb or another version. */
function findMethod(servlet: Servlet, parameters: Parameters, verb: string): Method {
  const method = METHODS.get(parameters.get('method') ?? '');
  if (!method?.servlets.includes(servlet)) throw new Failure('invalid', 'method');
  if (!method.verbs.includes(verb)) throw new Failure('invalid', 'http_method');
  const version = parameters.filled('v');
  if (version === undefined) throw new Failure('invalid', 'parameter_required', { subject: 'v' });
  if (version.trim() !== '1.0') throw new Failure('invalid', 'version');
  return method;
}

/** The error to answer with; what is no failure is a bug and is logged. */
export function wireErrorOf(error: unknown, request: FastifyRequest, method?: string): WireError {
  const failure = failureOf(error);
  if (failure) return toWireError(failure, method);
  logBug(request, error);
  return BUG;
}

export function sendError(
  reply: FastifyReply,
  parameters: Parameters,
  { code, message, status }: WireError,
): FastifyReply {
  const isSuppressed = toBoolean(parameters.get('suppress_response_codes') ?? '') === true;
  reply.code(isSuppressed ? 200 : status);
  return send(reply, parameters, parent('errorResponse', [leaf('code', code), leaf('message', message)]));
}

function send(reply: FastifyReply, parameters: Parameters, document: Element): FastifyReply {
  // A format that is neither is XML (wire/luminate.md §2).
  const isJson = parameters.get('response_format') === 'json';
  // Answers hold personal data; `nosniff` because JSON goes out as text (wire/luminate.md §1.4).
  reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  reply.type(isJson ? 'text/plain;charset=UTF-8' : 'text/xml;charset=UTF-8');
  return reply.send(isJson ? toJson(document) : toXml(document));
}
