// Everything that was changed, from the very first change, in the order of positions (docs/decisions/0030).
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { LOGGED_COLUMNS, type LoggedChange, OWNER_SQL, PERSONAL_TYPES } from './change-log.ts';
import { sealChanges } from './seal-changes.ts';

export interface FedChange extends LoggedChange {
  readonly cursor: string;
  /** Whose it is: of a note, whom it is about. */
  readonly constituentId: number | null;
  readonly requestId: string;
  readonly isErased: boolean;
}

export interface FeedRequest {
  /** A cursor; undefined: from the first change. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** `constituent.created`, or `constituent.*`; undefined: all. */
  readonly kinds?: readonly string[] | undefined;
  readonly subject?: { readonly type: string; readonly id: number | undefined } | undefined;
}

export interface FeedPage {
  readonly changes: readonly FedChange[];
  /** Where to go on: behind the last change that is shown, or behind the last that there is. */
  readonly next: string;
}

/** A cursor is a position with the beginning of its link, which no other course of the log has at this position. */
const LINK_DIGITS = 12;
const START = '0';

const cursorSql = (position: string, link: string) =>
  `(${position}::text || '-' || left(encode(${link}, 'hex'), ${LINK_DIGITS}))`;

const head = query<{ position: number; cursor: string; here: string | null }>(
  'feed_head',
  `select g.position, ${cursorSql('g.position', 'g.link')} as cursor,
     (select ${cursorSql('s.position', 's.link')} from change_seals s where s.organization_id = $1 and s.position = $2) as here
   from change_sealing g where g.organization_id = $1`,
);

const page = query<FedChange>(
  'feed_page',
  `select ${cursorSql('s.position', 's.link')} as cursor, s.salt is null as "isErased", x.request_id as "requestId",
     ${OWNER_SQL} as "constituentId", ${LOGGED_COLUMNS}
   from change_seals s join changes x on x.organization_id = s.organization_id and x.id = s.change_id
   where s.organization_id = $1 and s.position > $2 and s.position <= $3
     and ($5::text[] is null or x.kind like any ($5)) and ($6::text[] is null or x.subject_type = any ($6))
     and ($7::bigint is null or x.subject_id = $7)
   order by s.position limit $4`,
);

interface Place {
  readonly position: number;
  readonly headPosition: number;
  readonly headCursor: string;
}

/** Throws `invalid` for what is no cursor, and `conflict` (`cursor_lost`) for one of a log that went on otherwise. */
async function placeOf(db: Db, actor: Actor, after: string): Promise<Place> {
  const [, digits, link] = /^(\d{1,15})(?:-([0-9a-f]{12}))?$/.exec(after) ?? [];
  const position = Number(digits);
  if (digits === undefined || (link === undefined) !== (position === 0)) throw new Failure('invalid', 'cursor');
  const found = await db.maybe(head(actor.organization.id, position));
  if (position > 0 && found?.here !== after) throw new Failure('conflict', 'cursor_lost');
  const isEmpty = !found || found.position === 0;
  return { position, headPosition: found?.position ?? 0, headCursor: isEmpty ? START : found.cursor };
}

/** What SQL compares kinds with. Nothing else in them is a pattern. */
function patterns(kinds: readonly string[] | undefined): string[] | null {
  return kinds?.map((kind) => kind.replaceAll(/[\\%_]/g, String.raw`\$&`).replace(/\*$/, '%')) ?? null;
}

/** Whoever may not read settings is shown what is about people. */
function typesFor(actor: Actor, type: string | undefined): string[] | null {
  if (actor.permissions.has('settings:read')) return type === undefined ? null : [type];
  return type === undefined ? [...PERSONAL_TYPES] : PERSONAL_TYPES.filter((each) => each === type);
}

/** The changes behind a cursor: each that was committed before the call, once, and those of one record in their order. */
async function readFeed(db: Db, actor: Actor, request: FeedRequest): Promise<FeedPage> {
  allow(actor, 'constituents:read');
  const { id } = actor.organization;
  await db.together(`seal ${id}`, undefined, () => sealChanges(db, id));
  const { after = START, limit, kinds, subject } = request;
  const { position, headPosition, headCursor } = await placeOf(db, actor, after);
  if (headPosition === position) return { changes: [], next: headCursor };
  const wanted = [patterns(kinds), typesFor(actor, subject?.type), subject?.id ?? null];
  const changes = await db.all(page(id, position, headPosition, limit, ...wanted));
  const last = changes.length === limit ? changes.at(-1) : undefined;
  return { changes, next: last?.cursor ?? headCursor };
}

/** Milliseconds between two looks for something new. */
const PAUSE = 250;

/** The same, and waits for something new up to `seconds`, or until it is told to stop. */
export async function followFeed(
  db: Db,
  actor: Actor,
  { seconds, stop, ...request }: FeedRequest & { readonly seconds: number; readonly stop: AbortSignal },
): Promise<FeedPage> {
  const deadline = performance.now() + seconds * 1000;
  let found = await readFeed(db, actor, request);
  while (found.changes.length === 0 && performance.now() < deadline && !stop.aborted) {
    await sleep(PAUSE, undefined, { signal: stop }).catch(() => undefined);
    // What was passed over does not match: it need not be read again.
    found = await readFeed(db, actor, { ...request, after: found.next });
  }
  return found;
}
