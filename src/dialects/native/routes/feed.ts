import { Readable } from 'node:stream';
import type { Actor } from '../../../core/base/actor.ts';
import { type FeedPage, type FeedRequest, followFeed } from '../../../core/changes/feed.ts';
import type { Db } from '../../../db/connect.ts';
import { eventsOf, feedQuery, feedRequest, feedSchema, feedToWire } from '../wire/feed.ts';
import { type Operation, operation } from '../wire/operation.ts';

/** Seconds after which a stream with nothing to tell shows that it is alive. */
const ALIVE = 15;

interface Stream {
  readonly request: FeedRequest;
  readonly first: FeedPage;
  readonly stop: AbortSignal;
}

async function* events(db: Db, actor: Actor, { request, first, stop }: Stream) {
  for (let page = first; !stop.aborted; ) {
    yield eventsOf(page);
    page = await followFeed(db, actor, { ...request, after: page.next, seconds: ALIVE, stop });
  }
}

const changes = operation({
  id: 'listChanges',
  method: 'GET',
  path: '/changes',
  summary:
    'Everything that was changed, from the first change on, without a gap; with Accept: text/event-stream as a stream.',
  scope: 'people:read',
  query: feedQuery,
  result: feedSchema,
  run: async ({ context: { db }, actor, query, request, reply, stop }) => {
    const isStream = /\btext\/event-stream\b/.test(request.headers.accept ?? '');
    const last = request.headers['last-event-id'];
    const wanted = feedRequest({ ...query, after: isStream && typeof last === 'string' ? last : query.after });
    const first = await followFeed(db, actor, { ...wanted, seconds: isStream ? 0 : query.wait, stop });
    if (!isStream) return feedToWire(first);
    reply.type('text/event-stream').header('cache-control', 'no-cache');
    return Readable.from(events(db, actor, { request: wanted, first, stop }));
  },
});

export const FEED: readonly Operation[] = [changes];
