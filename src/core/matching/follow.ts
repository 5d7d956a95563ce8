// Keeps keys and pairs up with the record: whoever was written since is read again. It runs as a job, and before anybody is
// answered, so that nobody is missed for long and no write pays for it.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { type Learnt, loadLearnt } from './learnt.ts';
import { regroup } from './regroup.ts';
import { keysOf, matchesOf } from './score-people.ts';
import { factsOf, featuresOfAll, peopleOf } from './stored-people.ts';

/** People who are worked on in one transaction. */
const BATCH = { keys: 1_000, pairs: 100 };
/** Natural logarithm of the odds of pairs that are kept: a probability of a tenth. */
export const KEPT_FROM = Math.log(1 / 9);

interface State {
  readonly keyedTo: number | null;
  readonly followedTo: number;
}

/** One process at a time, for one organization. */
export const takeTurn = write('match_turn', `select pg_advisory_xact_lock(hashtextextended('matching:' || $1, 0))`);
const begin = write(
  'match_state_begin',
  'insert into match_states (organization_id) values ($1) on conflict do nothing',
);
const state = query<State>(
  'match_state',
  `select keyed_to as "keyedTo", followed_to as "followedTo" from match_states where organization_id = $1`,
);

const unkeyed = query<{ id: number; changeId: number }>(
  'match_unkeyed',
  `select c.id, coalesce((select max(x.id) from changes x where x.organization_id = $1 and x.subject_type = 'constituent'
     and x.subject_id = c.id), 0) as "changeId"
   from constituents c where c.organization_id = $1 and c.id > $2 order by c.id limit $3`,
);
const stale = query<{ id: number; changeId: number }>(
  'match_stale',
  `select x.subject_id as id, max(x.id) as "changeId" from changes x
   left join match_people m on m.organization_id = $1 and m.constituent_id = x.subject_id
   where x.organization_id = $1 and x.id > $2 and x.subject_type = 'constituent' and x.id > coalesce(m.change_id, 0)
   group by x.subject_id order by 2 limit $3`,
);
// A transaction that began so long ago has committed: its changes, whatever their ids, have been seen.
const settled = query<{ id: number }>(
  'match_settled',
  `select coalesce((select x.id from changes x where x.organization_id = $1 and x.id > $2 and x.at < now() - interval '15 minutes'
     order by x.id desc limit 1), $2) as id`,
);
const save = write(
  'match_state_save',
  `update match_states set keyed_to = $2, followed_to = greatest(followed_to, $3), since_scan = since_scan + $4
   where organization_id = $1`,
);

export interface Followed {
  /** People who were read again. */
  readonly people: number;
  /** Whether nobody is left. */
  readonly isDone: boolean;
}

/** Reads at most so many people again. */
export async function follow(db: Db, actor: Actor, most: number): Promise<Followed> {
  const learnt = await loadLearnt(db, actor.organization.id);
  let people = 0;
  for (;;) {
    const batch = await transaction(db, actor, (tx) => followBatch(tx, actor, learnt));
    people += batch.people;
    if (batch.isDone || people >= most) return { people, isDone: batch.isDone };
  }
}

async function followBatch(tx: Tx, actor: Actor, learnt: Learnt): Promise<Followed> {
  const { id: organizationId } = actor.organization;
  await tx.all(takeTurn(organizationId));
  await tx.all(begin(organizationId));
  const { keyedTo, followedTo } = await tx.one(state(organizationId));
  if (keyedTo !== null) {
    const rows = await tx.all(unkeyed(organizationId, keyedTo, BATCH.keys));
    await writeKeys(tx, organizationId, rows);
    const next = rows.length < BATCH.keys ? null : (rows.at(-1)?.id ?? null);
    await tx.all(save(organizationId, next, 0, rows.length));
    return { people: rows.length, isDone: false };
  }
  const rows = await tx.all(stale(organizationId, followedTo, BATCH.pairs));
  const isDone = rows.length < BATCH.pairs;
  if (rows.length > 0) await renewPeople(tx, actor, { rows, learnt });
  const mark = isDone ? (await tx.one(settled(organizationId, followedTo))).id : followedTo;
  if (rows.length > 0 || mark > followedTo) await tx.all(save(organizationId, null, mark, rows.length));
  return { people: rows.length, isDone };
}

const removeKeys = write(
  'match_keys_remove',
  'delete from match_keys where organization_id = $1 and constituent_id = any($2::bigint[])',
);
const addKeys = write(
  'match_keys_add',
  `insert into match_keys (organization_id, key, constituent_id) select $1, * from unnest($2::integer[], $3::bigint[])`,
);
const keepPeople = write(
  'match_people_keep',
  `insert into match_people (organization_id, constituent_id, change_id, facts)
   select $1, * from unnest($2::bigint[], $3::bigint[], $4::text[])
   on conflict (organization_id, constituent_id) do update set change_id = excluded.change_id, facts = excluded.facts`,
);

type Row = { readonly id: number; readonly changeId: number };

/** Of whoever is deleted or merged away no key stays. */
async function writeKeys(tx: Tx, organizationId: number, rows: readonly Row[]) {
  if (rows.length === 0) return [];
  const known = featuresOfAll(
    await peopleOf(
      tx,
      organizationId,
      rows.map(({ id }) => id),
    ),
  );
  const { keys, places } = keysOf(known);
  const facts = new Map(known.map(({ id, features }) => [id, factsOf(features)]));
  await tx.all(
    removeKeys(
      organizationId,
      rows.map(({ id }) => id),
    ),
  );
  await tx.all(
    addKeys(
      organizationId,
      keys,
      places.map((place) => known[place]?.id ?? 0),
    ),
  );
  const told = rows.map(({ id }) => facts.get(id) ?? '');
  await tx.all(
    keepPeople(
      organizationId,
      rows.map(({ id }) => id),
      rows.map(({ changeId }) => changeId),
      told,
    ),
  );
  return known;
}

const removePairs = write(
  'match_pairs_remove',
  `delete from match_pairs where organization_id = $1 and (one_id = any($2::bigint[]) or other_id = any($2::bigint[]))
   returning one_id as "oneId", other_id as "otherId"`,
);
export const addPairs = write(
  'match_pairs_add',
  `insert into match_pairs (organization_id, one_id, other_id, odds, certainty, reasons)
   select $1, least(p.one, p.other), greatest(p.one, p.other), p.odds, p.certainty, p.reasons
   from jsonb_to_recordset($2::jsonb) p (one bigint, other bigint, odds real, certainty text, reasons jsonb)`,
);

async function renewPeople(
  tx: Tx,
  actor: Actor,
  { rows, learnt }: { rows: readonly Row[]; learnt: Learnt },
): Promise<void> {
  const { id: organizationId } = actor.organization;
  const ids = rows.map(({ id }) => id);
  const known = await writeKeys(tx, organizationId, rows);
  const before = (await tx.all(removePairs(organizationId, ids))) as { oneId: number; otherId: number }[];
  const matches = await matchesOf(tx, organizationId, { known, learnt, from: KEPT_FROM });
  const pairs = matches.map(({ place, otherId, odds, certainty, reasons }) => ({
    ...{ one: known[place]?.id, other: otherId },
    ...{ odds, certainty, reasons },
  }));
  if (pairs.length > 0) await tx.all(addPairs(organizationId, JSON.stringify(pairs)));
  const around = new Set([...ids, ...before.flatMap(({ oneId, otherId }) => [oneId, otherId])]);
  await regroup(tx, actor, { ids: [...around], learnt });
}

const behind = query<{ people: number }>(
  'match_behind',
  `select case when s.keyed_to is null then (select count(distinct x.subject_id) from changes x
       left join match_people m on m.organization_id = $1 and m.constituent_id = x.subject_id
       where x.organization_id = $1 and x.id > s.followed_to and x.subject_type = 'constituent' and x.id > coalesce(m.change_id, 0))
     else (select count(*) from constituents c where c.organization_id = $1 and c.id > s.keyed_to) end as people
   from match_states s where s.organization_id = $1`,
);

/** How many people were written and not read again yet; null: nobody has been read. */
export async function behindBy(db: Db, organizationId: number): Promise<number | null> {
  return (await db.maybe(behind(organizationId)))?.people ?? null;
}
