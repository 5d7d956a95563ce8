// Which pages of other sites may call with their visitors' cookies (wire/luminate.md §1.6).
import type { FastifyReply } from 'fastify';
import type { Organization } from '../../core/base/actor.ts';
import type { DialectContext } from '../dialect.ts';
import type { Http } from './call.ts';
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
