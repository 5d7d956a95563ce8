// What an organization requires of its people: one of several types of check, of everyone or of a group.
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { columnsAs } from '../base/columns.ts';
import { invalidField } from '../base/failure.ts';
import { recordedWrites } from '../base/recorded-writes.ts';
import { tableReads } from '../base/table-reads.ts';
import { findCheckType } from './catalogue.ts';

export interface Requirement {
  readonly id: number;
  readonly name: string;
  /** Any one of these types satisfies it. */
  readonly anyOf: readonly string[];
  /** Null: everyone. */
  readonly groupId: number | null;
}

const KIND = { table: 'requirements', name: 'requirement' } as const;

const requirements = tableReads<Requirement>({ ...KIND, shown: columnsAs('r', ['id', 'name', 'anyOf', 'groupId']) });
export const listRequirements = requirements.all;

/** A new one throws `invalid` for unknown types or an unknown group. */
export const { create: createRequirement, remove: deleteRequirement } = recordedWrites<
  Requirement,
  Omit<Requirement, 'id'>
>({
  ...KIND,
  ...requirements,
  permission: 'settings:write',
  stored: (_tx, _actor, { input: { name, anyOf, groupId } }) => {
    if (!anyOf.every((type) => findCheckType(type))) throw invalidField('anyOf', 'unsupported_type');
    return { name, anyOf, groupId };
  },
});

const removeOfGroup = write<Requirement>(
  'requirements_delete_of_group',
  `delete from requirements r where r.organization_id = $1 and r.group_id = $2
   returning ${columnsAs('r', ['id', 'name', 'anyOf', 'groupId'])}`,
);

/** What is required of a group ends with the group. */
export async function deleteRequirementsOf(tx: Tx, actor: Actor, groupId: number): Promise<void> {
  const removed = await tx.all(removeOfGroup(actor.organization.id, groupId));
  for (const before of removed)
    await recordChange(tx, actor, { kind: 'requirement.deleted', subjectId: before.id, before, after: null });
}
