// Keeps the groups that are found, with the ids that they had.
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { currentIds } from '../constituents/record/aliases.ts';
import type { Duplicate, NewDuplicate } from './duplicate.ts';

type Kept = Pick<Duplicate, 'id' | 'constituentIds' | 'odds' | 'certainty' | 'status'>;

const KEPT = `id, to_jsonb(constituent_ids) as "constituentIds", odds, certainty, status`;

const touching = query<Kept>(
  'duplicates_touching',
  `select ${KEPT} from duplicates where organization_id = $1 and status <> 'merged' and constituent_ids && $2::bigint[]`,
);
const insert = write(
  'duplicates_insert',
  `insert into duplicates (organization_id, constituent_ids, odds, certainty)
   select $1, array(select jsonb_array_elements_text(g.members)::bigint), g.odds, g.certainty
   from jsonb_to_recordset($2::jsonb) g (members jsonb, odds real, certainty text)`,
);
const renew = write(
  'duplicates_renew',
  `update duplicates d set odds = g.odds, certainty = g.certainty, status = 'open',
     decided_at = case when d.status = 'open' then d.decided_at end
   from jsonb_to_recordset($2::jsonb) g (id bigint, odds real, certainty text)
   where d.organization_id = $1 and d.id = g.id`,
);
const remove = write(
  'duplicates_remove',
  `delete from duplicates where organization_id = $1 and id = any($2::bigint[])`,
);
const settle = write(
  'duplicates_settle',
  `update duplicates set status = 'merged', decided_at = now() where organization_id = $1 and id = any($2::bigint[])`,
);

const keyOf = (ids: readonly number[]) => ids.join(' ');

const all = query<Kept>(
  'duplicates_all',
  `select ${KEPT} from duplicates where organization_id = $1 and status <> 'merged'`,
);

interface Wanted {
  /** The groups that are to be looked at. */
  readonly kept: readonly Kept[];
  readonly wanted: readonly NewDuplicate[];
}

/** Of the groups that have one of some people, keeps those that are wanted. */
export async function keepDuplicates(
  tx: Tx,
  actor: Actor,
  { around, wanted }: { around: readonly number[]; wanted: readonly NewDuplicate[] },
): Promise<void> {
  await keep(tx, actor, { kept: await tx.all(touching(actor.organization.id, around)), wanted });
}

/** Of all groups, keeps those that are wanted. */
export async function keepAllDuplicates(tx: Tx, actor: Actor, wanted: readonly NewDuplicate[]): Promise<void> {
  await keep(tx, actor, { kept: await tx.all(all(actor.organization.id)), wanted });
}

/**
 * What was found before keeps its id. What is found no more goes, but not a group of which all records were merged, or that
 * somebody dismissed.
 */
async function keep(tx: Tx, actor: Actor, { kept, wanted }: Wanted): Promise<void> {
  const { id: organizationId } = actor.organization;
  const before = new Map(kept.map((group) => [keyOf(group.constituentIds), group]));
  const keys = new Set(wanted.map(({ constituentIds }) => keyOf(constituentIds)));
  const added = wanted.filter(({ constituentIds }) => !before.has(keyOf(constituentIds)));
  const changed = wanted.flatMap(({ constituentIds, odds, certainty }) => {
    const own = before.get(keyOf(constituentIds));
    const isSame = own?.status === 'open' && own.certainty === certainty && Math.abs(own.odds - odds) < 0.001;
    return own && !isSame ? [{ id: own.id, odds, certainty }] : [];
  });
  const lost = kept.filter(({ constituentIds, status }) => status === 'open' && !keys.has(keyOf(constituentIds)));
  const merged = await mergedOf(tx, actor, lost);
  const gone = lost.filter(({ id }) => !merged.includes(id)).map(({ id }) => id);
  const rows = added.map(({ constituentIds, odds, certainty }) => ({ members: constituentIds, odds, certainty }));
  if (rows.length > 0) await tx.all(insert(organizationId, JSON.stringify(rows)));
  if (changed.length > 0) await tx.all(renew(organizationId, JSON.stringify(changed)));
  if (merged.length > 0) await tx.all(settle(organizationId, merged));
  if (gone.length > 0) await tx.all(remove(organizationId, gone));
}

/** Those of which all records are one by now. */
async function mergedOf(tx: Tx, actor: Actor, groups: readonly Kept[]): Promise<number[]> {
  const ids = [...new Set(groups.flatMap(({ constituentIds }) => constituentIds))];
  const current = await currentIds(tx, actor, ids);
  const meaning = new Map(ids.map((id, place) => [id, current[place]]));
  return groups
    .filter(({ constituentIds }) => new Set(constituentIds.map((id) => meaning.get(id))).size === 1)
    .map(({ id }) => id);
}
