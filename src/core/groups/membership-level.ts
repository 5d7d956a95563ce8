import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordDifference } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { recordingIndirectly } from '../base/indirect-change.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';
import { withLevel } from '../constituents/parts/shown-parts.ts';

export interface MembershipLevel {
  readonly id: number;
  readonly name: string;
  readonly ordinal: number;
}

export interface MembershipLevelFields {
  readonly name?: string | null;
  readonly ordinal?: number;
}

const list = pagedStatement<MembershipLevel>('membership_levels_list', {
  select: 'l.id, l.name, l.ordinal',
  from: 'membership_levels l where l.organization_id = $1',
  order: 'l.ordinal, l.id',
});

/** The organization's membership levels by ordinal. */
export function listMembershipLevels(db: Db, actor: Actor, page: PageRequest): Promise<Paged<MembershipLevel>> {
  allow(actor, 'constituents:read');
  return list(db, [actor.organization.id], page);
}

const byId = query<MembershipLevel>(
  'membership_level_by_id',
  'select id, name, ordinal from membership_levels where organization_id = $1 and id = $2',
);
const lockById = write<MembershipLevel>(
  'membership_level_lock',
  'select id, name, ordinal from membership_levels where organization_id = $1 and id = $2 for update',
);

function found(level: MembershipLevel | undefined, id: number): MembershipLevel {
  if (!level) throw new Failure('not-found', 'membership_level', { subject: id });
  return level;
}

/** Throws `not-found`. */
export async function getMembershipLevel(db: Db, actor: Actor, id: number): Promise<MembershipLevel> {
  allow(actor, 'constituents:read');
  return found(await db.maybe(byId(actor.organization.id, id)), id);
}

const insert = write<MembershipLevel>(
  'membership_level_insert',
  'insert into membership_levels (organization_id, name, ordinal) values ($1, $2, $3) returning id, name, ordinal',
);

/** Throws `invalid` without a name. */
export async function createMembershipLevel(
  tx: Tx,
  actor: Actor,
  input: MembershipLevelFields,
): Promise<MembershipLevel> {
  allow(actor, 'constituents:write');
  const name = cleanText(input.name ?? '');
  if (!name) throw invalidField('name', 'required');
  const created = await tx.one(insert(actor.organization.id, name, input.ordinal ?? 100));
  await recordChange(tx, actor, {
    kind: 'membership_level.created',
    subjectId: created.id,
    before: null,
    after: created,
  });
  return created;
}

const update = write<MembershipLevel>(
  'membership_level_update',
  'update membership_levels set name = $3, ordinal = $4 where organization_id = $1 and id = $2 returning id, name, ordinal',
);

/** Changes what is given. Throws `not-found`, `invalid` for a blank name. */
export async function updateMembershipLevel(
  tx: Tx,
  actor: Actor,
  { id, input }: { id: number; input: MembershipLevelFields },
): Promise<MembershipLevel> {
  allow(actor, 'constituents:write');
  const before = found(await tx.maybe(lockById(actor.organization.id, id)), id);
  const name = cleanText(input.name === undefined ? before.name : (input.name ?? ''));
  if (!name) throw invalidField('name', 'required');
  const write = () => tx.one(update(actor.organization.id, id, name, input.ordinal ?? before.ordinal));
  const after = await recordingIndirectly(tx, actor, name === before.name ? [] : [withLevel(id)], write);
  await recordDifference(tx, actor, {
    kind: 'membership_level.updated',
    subjectId: id,
    before: { ...before },
    after: { ...after },
  });
  return after;
}

// People first, then their memberships: the order in which writers of one person lock them.
const forgetLatest = write(
  'membership_level_forget_latest',
  'update constituents set latest_membership_level_id = null where organization_id = $1 and latest_membership_level_id = $2',
);
const unlink = write(
  'membership_level_unlink',
  'update memberships set membership_level_id = null, updated_at = now() where organization_id = $1 and membership_level_id = $2',
);
const remove = write('membership_level_delete', 'delete from membership_levels where organization_id = $1 and id = $2');

/** Removes a level; memberships of it stay, without a level (docs/contracts/lgl.md §5.9). Throws `not-found`. */
export async function deleteMembershipLevel(tx: Tx, actor: Actor, id: number): Promise<void> {
  allow(actor, 'constituents:write');
  const organizationId = actor.organization.id;
  const before = found(await tx.maybe(lockById(organizationId, id)), id);
  await recordingIndirectly(tx, actor, [withLevel(id)], async () => {
    for (const step of [forgetLatest, unlink, remove]) await tx.all(step(organizationId, id));
  });
  await recordChange(tx, actor, { kind: 'membership_level.deleted', subjectId: id, before, after: null });
}
