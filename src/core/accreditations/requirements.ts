// What an organization requires of its people: one of several types of check, of everyone or of a group.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { findCheckType } from './catalogue.ts';

export interface Requirement {
  readonly id: number;
  readonly name: string;
  /** Any one of these types satisfies it. */
  readonly anyOf: readonly string[];
  /** Null: everyone. */
  readonly groupId: number | null;
}

const COLUMNS = `q.id, q.name, q.any_of as "anyOf", q.group_id as "groupId"`;

const list = query<Requirement>(
  'requirements_list',
  `select ${COLUMNS} from requirements q where q.organization_id = $1 order by q.id`,
);

export async function listRequirements(db: Db, actor: Actor): Promise<Requirement[]> {
  allow(actor, 'constituents:read');
  return db.all(list(actor.organization.id));
}

const insert = write<Requirement>(
  'requirement_insert',
  `insert into requirements as q (organization_id, name, any_of, group_id)
   select $1, $2, $3, $4::bigint
   where $4::bigint is null or exists (select from groups g where g.organization_id = $1 and g.id = $4)
   returning ${COLUMNS}`,
);

/** Throws `invalid` for unknown types or an unknown group. */
export async function createRequirement(tx: Tx, actor: Actor, input: Omit<Requirement, 'id'>): Promise<Requirement> {
  allow(actor, 'settings:write');
  if (!input.anyOf.every((type) => findCheckType(type))) throw invalidField('anyOf', 'unsupported_type');
  const created = await tx.maybe(insert(actor.organization.id, input.name, input.anyOf, input.groupId));
  if (!created) throw invalidField('groupId', 'unknown_group');
  await recordChange(tx, actor, { kind: 'requirement.created', subjectId: created.id, before: null, after: created });
  return created;
}

const remove = write<Requirement>(
  'requirement_delete',
  `delete from requirements q where q.organization_id = $1 and q.id = $2 returning ${COLUMNS}`,
);

/** Throws `not-found`. */
export async function deleteRequirement(tx: Tx, actor: Actor, id: number): Promise<void> {
  allow(actor, 'settings:write');
  const removed = await tx.maybe(remove(actor.organization.id, id));
  if (!removed) throw new Failure('not-found', 'requirement', { subject: id });
  await recordDeletion(tx, actor, removed);
}

const removeOfGroup = write<Requirement>(
  'requirements_delete_of_group',
  `delete from requirements q where q.organization_id = $1 and q.group_id = $2 returning ${COLUMNS}`,
);

/** What is required of a group ends with the group. */
export async function deleteRequirementsOf(tx: Tx, actor: Actor, groupId: number): Promise<void> {
  const removed = await tx.all(removeOfGroup(actor.organization.id, groupId));
  for (const requirement of removed) await recordDeletion(tx, actor, requirement);
}

async function recordDeletion(tx: Tx, actor: Actor, before: Requirement): Promise<void> {
  await recordChange(tx, actor, { kind: 'requirement.deleted', subjectId: before.id, before, after: null });
}
