// Where other programs post to (docs/contracts/lgl.md §9). The address is in no log: lines name the pattern of the route.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { takeFromLimit } from '../../../core/access/rate-limit.ts';
import { KEY_PERMISSIONS } from '../../../core/access/roles.ts';
import type { Actor } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import { findListener, type Integration } from '../../../core/integrations/integration.ts';
import type { PostedFields } from '../../../core/integrations/posted.ts';
import { enqueuePost } from '../../../core/integrations/queue.ts';
import { savePost } from '../../../core/integrations/save-post.ts';
import { type DialectContext, logBug, logCaller, logRefusal } from '../../dialect.ts';
import { describe } from '../errors.ts';
import { readPostBody } from '../wire/post-body.ts';
import { readPosted } from '../wire/posted.ts';

/** Posts that one integration takes in a window of seconds. */
const LIMIT = 300;
const WINDOW = 60;

export function listenerPath(address: string): string {
  return `/integrations/${address}/listener`;
}

export function integrationRoutes(scope: FastifyInstance, context: DialectContext): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) => bytes);
  scope.post('/integrations/:address/listener', async (request, reply) => {
    const { address } = request.params as { address: string };
    const found = await findListener(context.db, address);
    if (!found) throw new Failure('not-found', 'path');
    const { integration, organization } = found;
    const actor: Actor = {
      ...{ organization, type: 'system', id: null, permissions: KEY_PERMISSIONS },
      ...{ dialect: 'lgl', requestId: request.id },
    };
    logCaller(request, actor);
    await countPost(context, actor, integration.id);
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const fields = await readPostBody(bytes, request.headers['content-type']);
    await keep(context, request, { actor, integration, fields });
    return reply.type('text/plain; charset=utf-8').send('OK');
  });
}

async function countPost({ db, clock }: DialectContext, { organization }: Actor, id: number): Promise<void> {
  const limited = { organizationId: organization.id, scope: 'lgl integration posts', subject: String(id) };
  const taken = await takeFromLimit(db, { ...limited, limit: LIMIT, windowSeconds: WINDOW, now: clock.now() });
  if (!taken.allowed) throw new Failure('limited', 'too_many_posts', { subject: taken.retryAfterSeconds });
}

/** Queues the post first, so that it is there whatever becomes of the attempt to save it. A test without fields is nothing. */
async function keep(
  { db }: DialectContext,
  request: FastifyRequest,
  { actor, integration, fields }: { actor: Actor; integration: Integration; fields: PostedFields },
): Promise<void> {
  if (Object.keys(fields).length === 0) return;
  const id = await enqueuePost(db, actor, { integrationId: integration.id, fields });
  if (!integration.savesItself || integration.isPaused) return;
  const { matching, mapping } = integration;
  const read = (given: PostedFields) => readPosted(given, mapping);
  try {
    await savePost(db, actor, { id, fields, read, explain: describe, matching });
  } catch (error) {
    // The sender is told that it arrived, which is true; a repeated post would be a second one.
    if (error instanceof Failure) logRefusal(request, error);
    else logBug(request, error);
  }
}
