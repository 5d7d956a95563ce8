import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { deleteRequirementsOf } from '../accreditations/requirements.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordDifference } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { comparisonKey } from '../base/fold.ts';
import { recordingIndirectly } from '../base/indirect-change.ts';
import { inGroup } from '../constituents/parts/shown-parts.ts';
import { type Group, getGroup } from '../groups/group.ts';

export interface GroupFields {
  readonly name?: string | null;
  /** Defaults to the name in snake case. */
  readonly key?: string | null;
  readonly ordinal?: number;
}

function requireName(name: string | null | undefined): string {
  const cleaned = cleanText(name ?? '');
  if (cleaned === '') throw invalidField('name', 'required');
  return cleaned;
}

function snakeCase(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_');
}

const insert = write<{ id: number }>(
  'group_insert',
  'insert into groups (organization_id, name, key, ordinal, name_key) values ($1, $2, $3, $4, $5) returning id',
);

/** Throws `invalid` without a name, `conflict` for a name in use. */
export async function createGroup(tx: Tx, actor: Actor, input: GroupFields): Promise<Group> {
  allow(actor, 'constituents:write');
  const name = requireName(input.name);
  const key = cleanText(input.key ?? '') || snakeCase(name);
  const { id } = await tx.one(insert(actor.organization.id, name, key, input.ordinal ?? 0, comparisonKey(name)));
  const created = await getGroup(tx, actor, id);
  await recordChange(tx, actor, { kind: 'group.created', subjectId: id, before: null, after: created });
  return created;
}

const lock = write('group_lock', 'select from groups where organization_id = $1 and id = $2 for update');

async function lockGroup(tx: Tx, actor: Actor, id: number): Promise<Group> {
  allow(actor, 'constituents:write');
  await tx.all(lock(actor.organization.id, id));
  const group = await getGroup(tx, actor, id);
  if (group.isSecurity) throw new Failure('forbidden', 'security_group', { subject: id });
  return group;
}

const update = write(
  'group_update',
  'update groups set name = $3, key = $4, ordinal = $5, name_key = $6 where organization_id = $1 and id = $2',
);

/** Changes what is given. Throws `not-found`, `invalid` for a blank name, `conflict` for a name in use, `forbidden` for a security group. */
export async function updateGroup(
  tx: Tx,
  actor: Actor,
  { id, input }: { id: number; input: GroupFields },
): Promise<Group> {
  const before = await lockGroup(tx, actor, id);
  const name = input.name === undefined ? before.name : requireName(input.name);
  const key = cleanText(input.key ?? '') || before.key;
  const ordinal = input.ordinal ?? before.ordinal;
  const write = () => tx.all(update(actor.organization.id, id, name, key, ordinal, comparisonKey(name)));
  await recordingIndirectly(tx, actor, name === before.name ? [] : [inGroup(id)], write);
  const after = await getGroup(tx, actor, id);
  await recordDifference(tx, actor, {
    kind: 'group.updated',
    subjectId: id,
    before: { ...before },
    after: { ...after },
  });
  return after;
}

const remove = write('group_delete', 'delete from groups where organization_id = $1 and id = $2');

/** Removes a group, everybody's membership in it, and what was required of its members. Throws `not-found`, `forbidden` for a security group. */
export async function deleteGroup(tx: Tx, actor: Actor, id: number): Promise<void> {
  const before = await lockGroup(tx, actor, id);
  await deleteRequirementsOf(tx, actor, id);
  await recordingIndirectly(tx, actor, [inGroup(id)], () => tx.all(remove(actor.organization.id, id)));
  await recordChange(tx, actor, { kind: 'group.deleted', subjectId: id, before, after: null });
}
