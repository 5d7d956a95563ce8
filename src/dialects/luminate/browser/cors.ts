// Which pages of other sites may call with their visitors' cookies (docs/contracts/luminate.md §1.6).
import type { FastifyReply } from 'fastify';
import type { Organization } from '../../../core/base/actor.ts';
import type { DialectContext } from '../../dialect.ts';
import { organizationOfKey, organizationOfUrl } from '../auth.ts';
import type { Http } from '../servlets/call.ts';
import type { Parameters } from '../wire/parameters.ts';
import { isAllowedOrigin } from './redirects.ts';

/** Lets the calling page read the answer, if its origin is ours or on the organization's list. */
export function allowOrigin(
  context: DialectContext,
  organization: Organization | undefined,
  { request, reply }: Http,
): boolean {
  // Without this a cache could give one origin the answer made for another.
  reply.header('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !isAllowedOrigin(context, { organization, request }, origin)) return false;
  reply.header('access-control-allow-origin', origin).header('access-control-allow-credentials', 'true');
  return true;
}

/**
 * Lets the calling page read an answer that no method has made. Where the call names no organization (its key is in a body
 * that was too large to read), or one that there is not, any page may: the answer is the same for everybody and holds nothing of anybody.
 */
export async function allowReader(
  context: DialectContext,
  { parameters, slug }: { parameters: Parameters; slug: string | undefined },
  http: Http,
): Promise<void> {
  const { origin } = http.request.headers;
  const isNamed = slug !== undefined || parameters.filled('api_key') !== undefined;
  const organization = isNamed ? await organizationOf(context, parameters, slug).catch(() => undefined) : undefined;
  // A wrong key is told from a right one by nobody else, so it is answered as one of an organization without this origin.
  const isOf = organization !== undefined || (isNamed && slug === undefined);
  if (allowOrigin(context, organization, http) || isOf || origin === undefined) return;
  http.reply.header('access-control-allow-origin', origin).header('access-control-allow-credentials', 'true');
}

async function organizationOf(context: DialectContext, parameters: Parameters, slug: string | undefined) {
  return slug === undefined ? organizationOfKey(context, parameters, undefined) : organizationOfUrl(context, slug);
}

/** Answers the question a browser asks before an unusual request. */
export function answerPreflight(
  context: DialectContext,
  organization: Organization | undefined,
  { request, reply }: Http,
): FastifyReply {
  if (allowOrigin(context, organization, { request, reply })) {
    reply
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? 'Content-Type')
      .header('access-control-max-age', '600');
  }
  return reply.code(204).send();
}
