// Every SELECT of duplicates that callers read.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import type { Duplicate, DuplicatePair } from './duplicate.ts';

const COLUMNS = `d.id, to_jsonb(d.constituent_ids) as "constituentIds", d.odds, d.certainty, d.status, d.found_at as "foundAt",
  d.decided_at as "decidedAt"`;

/** The likeliest first: a page goes on after the odds and id of the last one. */
const list = query<Duplicate>(
  'duplicates_list',
  `select ${COLUMNS} from duplicates d where d.organization_id = $1 and d.status = $2 and ($3::text is null or d.certainty = $3)
     and ($4::real is null or (d.odds, d.id) < ($4::real, $5::bigint))
   order by d.odds desc, d.id desc limit $6`,
);
const count = query<{ total: number }>(
  'duplicates_count',
  `select count(*) as total from duplicates d where d.organization_id = $1 and d.status = $2 and ($3::text is null or d.certainty = $3)`,
);
const byId = query<Duplicate>(
  'duplicates_by_id',
  `select ${COLUMNS} from duplicates d where d.organization_id = $1 and d.id = $2`,
);

export interface DuplicatesWanted {
  readonly status: Duplicate['status'];
  readonly certainty?: Duplicate['certainty'] | undefined;
  /** Where the page before ended. */
  readonly after?: { readonly odds: number; readonly id: number } | undefined;
  readonly limit: number;
}

export async function listDuplicates(db: Db, actor: Actor, wanted: DuplicatesWanted): Promise<Duplicate[]> {
  allow(actor, 'constituents:read');
  const { status, certainty = null, after, limit } = wanted;
  return db.all(list(actor.organization.id, status, certainty, after?.odds ?? null, after?.id ?? null, limit));
}

export async function countDuplicates(
  db: Db,
  actor: Actor,
  { status, certainty = null }: { status: Duplicate['status']; certainty?: Duplicate['certainty'] | null | undefined },
): Promise<number> {
  allow(actor, 'constituents:read');
  return (await db.one(count(actor.organization.id, status, certainty))).total;
}

/** Throws `not-found`. */
export async function getDuplicate(db: Db, actor: Actor, id: number): Promise<Duplicate> {
  allow(actor, 'constituents:read');
  const duplicate = await db.maybe(byId(actor.organization.id, id));
  if (!duplicate) throw new Failure('not-found', 'duplicate', { subject: id });
  return duplicate;
}

const PAIR = `p.one_id as "oneId", p.other_id as "otherId", p.odds, p.certainty, p.reasons`;

const among = query<DuplicatePair>(
  'match_pairs_among',
  `select ${PAIR} from match_pairs p where p.organization_id = $1 and p.one_id = any($2::bigint[]) and p.other_id = any($2::bigint[])
   order by p.odds desc, p.one_id, p.other_id`,
);

/** The pairs within some groups, in one statement. */
export async function pairsWithin(db: Db, actor: Actor, duplicates: readonly Duplicate[]): Promise<DuplicatePair[]> {
  allow(actor, 'constituents:read');
  const ids = [...new Set(duplicates.flatMap(({ constituentIds }) => constituentIds))];
  return ids.length === 0 ? [] : db.all(among(actor.organization.id, ids));
}

const after = query<DuplicatePair>(
  'match_pairs_after',
  `select ${PAIR} from match_pairs p where p.organization_id = $1 and p.odds >= $2 and (p.one_id, p.other_id) > ($3, $4)
   order by p.one_id, p.other_id limit $5`,
);

/** Read of one statement. */
const PIECE = 2_000;

/** All pairs with such odds, a piece at a time, in the order of their ids. */
export async function* allPairs(db: Db, actor: Actor, odds: number): AsyncGenerator<DuplicatePair[]> {
  allow(actor, 'constituents:read');
  let last = { oneId: 0, otherId: 0 };
  for (;;) {
    const pairs = await db.all(after(actor.organization.id, odds, last.oneId, last.otherId, PIECE));
    if (pairs.length > 0) yield pairs;
    if (pairs.length < PIECE) return;
    last = pairs.at(-1) ?? last;
  }
}
