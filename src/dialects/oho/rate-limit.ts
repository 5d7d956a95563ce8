// The limit per authenticated user, off by default (docs/contracts/oho.md §7).
import type { FastifyReply, FastifyRequest } from 'fastify';
import { takeFromLimit } from '../../core/access/rate-limit.ts';
import { Failure } from '../../core/base/failure.ts';
import type { DialectContext } from '../dialect.ts';
import type { Authentication } from './auth.ts';

const WINDOW_SECONDS = 60;

/** A hook that counts each request of a user and refuses with 429 those beyond the limit of a minute. */
export function limitRequests(
  context: DialectContext,
  { authentication: { actorOf }, limit }: { authentication: Authentication; limit: number },
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { organization, id } = actorOf(request);
    const now = context.clock.now();
    const subject = { organizationId: organization.id, scope: 'oho requests', subject: String(id) };
    const taken = await takeFromLimit(context.db, { ...subject, limit, windowSeconds: WINDOW_SECONDS, now });
    reply.headers({
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(taken.remaining),
      'x-ratelimit-reset': String(Math.ceil(now.getTime() / 1000) + taken.retryAfterSeconds),
    });
    if (!taken.allowed) throw new Failure('limited', 'too_many_requests', { subject: taken.retryAfterSeconds });
  };
}
