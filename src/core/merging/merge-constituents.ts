import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { difference, recordChange } from '../base/change.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { recordingIndirectly } from '../base/indirect-change.ts';
import { relatedToAny } from '../constituents/parts/shown-parts.ts';
import { currentIds } from '../constituents/record/aliases.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import { loadConstituents, reloadConstituent } from '../constituents/record/constituent-queries.ts';
import { PART_NAMES } from '../record/parts.ts';
import { joinRecords } from './join-records.ts';
import { lockPeople, takeMergingTurn } from './lock-people.ts';
import type { Merge } from './merge.ts';
import { getMerge } from './merge-queries.ts';
import type { Choice } from './merged-fields.ts';
import { recordOwners } from './moved-things.ts';

export interface MergeInput {
  readonly survivorId: number;
  readonly otherIds: readonly number[];
  /** By column of a field: whose value it is to be; by default the survivor's, else the first that there is. */
  readonly choose?: Choice;
}

export interface Merged {
  readonly merge: Merge;
  readonly survivor: Constituent;
}

/** As many as one merge takes: more records of one person are merged in several steps. */
const MOST = 100;

const insert = write<{ id: number }>(
  'merge_insert',
  `insert into merges (organization_id, survivor_id, other_ids, related_ids, choose, actor_type, actor_id, dialect)
   values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
);

/**
 * Makes the others part of the survivor: all that belongs to them moves, and their ids mean the survivor from then on. An id
 * that was merged away before means the record that it became. Throws `not-found` for an id of no record, also of a deleted
 * survivor; `invalid` for nobody else, for people and organizations together, and for what cannot be chosen.
 */
export async function mergeConstituents(tx: Tx, actor: Actor, input: MergeInput): Promise<Merged> {
  allow(actor, 'constituents:write');
  const { id: organizationId } = actor.organization;
  await takeMergingTurn(tx, actor);
  const ids = [...new Set(await currentIds(tx, actor, [input.survivorId, ...input.otherIds]))];
  const relatedIds = await lockPeople(tx, actor, ids);
  const before = await requirePeople(tx, actor, ids);
  const [survivorId = 0, ...otherIds] = ids;
  const choose = await currentChoice(tx, actor, input.choose ?? {});
  const by = [actor.type, actor.id, actor.dialect];
  const { id } = await tx.one(insert(organizationId, survivorId, otherIds, relatedIds, JSON.stringify(choose), ...by));
  const joining = { id, survivorId, otherIds, choose };
  await recordingIndirectly(tx, actor, [relatedToAny(ids)], () => joinRecords(tx, actor, joining));
  const survivor = await reloadConstituent(tx, actor, survivorId);
  await recordMerge(tx, actor, { id, before, survivor });
  return { merge: await getMerge(tx, actor, id), survivor };
}

async function requirePeople(tx: Tx, actor: Actor, ids: readonly number[]): Promise<Constituent[]> {
  if (ids.length < 2) throw invalidField('otherIds', 'nobody_else');
  if (ids.length > MOST + 1) throw invalidField('otherIds', 'too_many');
  const people = await loadConstituents(tx, actor, { ids, parts: PART_NAMES });
  const missing = ids.find((id) => !people.some((person) => person.id === id));
  const deleted = people.find(({ deletedAt }, place) => place === 0 && deletedAt !== null)?.id;
  if (missing ?? deleted) throw new Failure('not-found', 'constituent', { subject: missing ?? deleted ?? 0 });
  if (new Set(people.map(({ isOrg }) => isOrg)).size > 1) throw invalidField('otherIds', 'people_and_organizations');
  return people;
}

async function currentChoice(tx: Tx, actor: Actor, choose: Choice): Promise<Choice> {
  const chosen = await Promise.all(
    Object.entries(choose).map(async ([column, id]) => [column, (await currentIds(tx, actor, [id]))[0] ?? id]),
  );
  return Object.fromEntries(chosen);
}

async function recordMerge(
  tx: Tx,
  actor: Actor,
  { id, before, survivor }: { id: number; before: readonly Constituent[]; survivor: Constituent },
): Promise<void> {
  const kind = 'constituent.merged';
  const [own, ...others] = before;
  if (!own) return;
  await recordOwners(tx, actor, { mergeId: id, survivorId: own.id, isMerge: true });
  const changed = difference({ ...own }, { ...survivor }) ?? { before: {}, after: {} };
  const after = { ...changed.after, mergeId: id, mergedFrom: others.map((other) => other.id) };
  await recordChange(tx, actor, { kind, subjectId: own.id, before: changed.before, after, events: [kind] });
  for (const other of others) {
    const told = { mergeId: id, mergedInto: own.id };
    await recordChange(tx, actor, { kind, subjectId: other.id, before: other, after: told });
  }
}
