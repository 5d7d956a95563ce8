// Group memberships and memberships of one constituent.
import { write } from '../../../db/statement.ts';
import { recordIfNew } from '../../base/change.ts';
import { Failure, invalidField } from '../../base/failure.ts';
import { comparisonKey } from '../../base/fold.ts';
import type { PartChange } from '../../record/part.ts';
import { GROUPS, type GroupMembership, type GroupMembershipInput } from '../../record/parts/groups.ts';
import { MEMBERSHIPS, type Membership, type MembershipInput } from '../../record/parts/memberships.ts';
import { finder, resolve } from '../record/vocabulary.ts';
import { type PartOwner, writePlan } from './part-owner.ts';
import { applyChange, planRows } from './part-rows.ts';

/** The input's value where the caller gave one (null included), else what is there. */
function pick<Value>(given: Value | undefined, existing: Value): Value {
  return given === undefined ? existing : given;
}

/** Adds, changes and ends group memberships. Throws `invalid` for a group neither known nor named, `forbidden` for a security group. */
export async function writeGroups(
  owner: PartOwner,
  change: PartChange<GroupMembershipInput> | undefined,
): Promise<boolean> {
  if (!change) return false;
  const groupIds = await resolveGroups(owner, change.items ?? []);
  const merge = (item: GroupMembership | undefined, input: GroupMembershipInput | undefined) => {
    const group_id = (input && groupIds.get(input)) ?? item?.groupId;
    if (group_id === undefined) throw invalidField('group', 'required');
    return {
      group_id,
      date_start: pick(input?.dateStart, item?.dateStart ?? null),
      date_end: pick(input?.dateEnd, item?.dateEnd ?? null),
      is_current: pick(input?.isCurrent, item?.isCurrent ?? true),
    };
  };
  const applied = applyChange(owner.existing.groups, change, merge);
  return writePlan(
    owner,
    GROUPS.table,
    planRows(
      applied,
      (row) => row,
      (item) => merge(item, undefined),
    ),
  );
}

// Two requests that create one group at once: the second waits for the first and then finds its row. In the order of names,
// so that two that create several do not wait for each other.
const ensureGroups = write<{ id: number; isNew: boolean }>(
  'groups_ensure',
  `with wanted as (
     select name, key, name_key, ordinality
     from rows from (unnest($2::text[], $3::text[], $4::text[])) with ordinality as w (name, key, name_key)),
   ensured as (
     insert into groups as g (organization_id, name, key, name_key)
     select distinct on (name_key) $1::bigint, name, key, name_key from wanted order by name_key, ordinality
     on conflict (organization_id, coalesce(name_key, lower(name))) do update set name = g.name
     returning id, xmax = 0 as is_new, coalesce(name_key, lower(name)) as name_key)
   select e.id, e.is_new as "isNew" from wanted w join ensured e on e.name_key = w.name_key order by w.ordinality`,
);

/** The ids of the groups that inputs name; unknown names become groups, in one statement however many. */
async function resolveGroups(
  owner: PartOwner,
  inputs: readonly GroupMembershipInput[],
): Promise<Map<GroupMembershipInput, number>> {
  const find = finder(owner.vocabulary.groups);
  const ids = new Map<GroupMembershipInput, number>();
  const unknown: { input: GroupMembershipInput; name: string }[] = [];
  for (const input of inputs) {
    if (!input.group) continue;
    const known = find(input.group);
    // No API may change who administers, so none may change a security group (docs/contracts/luminate.md §4.2).
    if (known?.isSecurity) throw new Failure('forbidden', 'security_group', { subject: known.id });
    const name = input.group.name?.trim();
    if (known) ids.set(input, known.id);
    else if (name) unknown.push({ input, name });
    else throw invalidField('group', 'unknown_group');
  }
  if (unknown.length === 0) return ids;
  const names = unknown.map(({ name }) => name);
  const keys = names.map((name) => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_'));
  const made = await owner.tx.all(ensureGroups(owner.actor.organization.id, names, keys, names.map(comparisonKey)));
  for (const [index, { input }] of unknown.entries()) ids.set(input, made[index]?.id ?? 0);
  const rows = made.map((row, index) => ({ ...row, after: { id: row.id, name: names[index], key: keys[index] } }));
  await recordIfNew(owner.tx, owner.actor, { subjectType: 'group', rows });
  return ids;
}

/** An open-ended membership is the latest; then the one that ends last. */
export const refreshLatestMemberships = write(
  'constituent_latest_membership',
  `update constituents c set (latest_membership_id, latest_membership_level_id, latest_membership_end_date) =
     (select m.id, m.membership_level_id, m.finish_date from memberships m
      where m.organization_id = c.organization_id and m.constituent_id = c.id
      order by m.finish_date desc nulls first, m.date_start desc nulls last, m.id desc limit 1)
   where c.organization_id = $1 and c.id = any($2::bigint[])`,
);

/** Throws `invalid` for a new membership without a level, and for a level that the organization does not have. */
function levelOf({ vocabulary }: PartOwner, item: Membership | undefined, input: MembershipInput | undefined) {
  const { id, name } = input?.level ?? {};
  const level = resolve(vocabulary.levels, input?.level);
  if (!level && (id || name)) throw invalidField('membershipLevel', 'not_a_choice');
  if (!level && !item) throw invalidField('membershipLevel', 'required');
  return level?.id ?? item?.membershipLevelId ?? null;
}

/** Adds, changes and removes memberships. Throws `invalid` for an unknown level, and when one ends before it starts. */
export async function writeMemberships(
  owner: PartOwner,
  change: PartChange<MembershipInput> | undefined,
): Promise<boolean> {
  if (!change) return false;
  const merge = (item: Membership | undefined, input: MembershipInput | undefined) => ({
    membership_level_id: levelOf(owner, item, input),
    date_start: pick(input?.dateStart, item?.dateStart ?? null),
    finish_date: pick(input?.finishDate, item?.finishDate ?? null),
    note: pick(input?.note, item?.note ?? null),
  });
  const applied = applyChange(owner.existing.memberships, change, merge);
  const touched = await writePlan(
    owner,
    MEMBERSHIPS.table,
    planRows(
      applied,
      (row) => row,
      (item) => merge(item, undefined),
    ),
  );
  if (touched) await owner.tx.all(refreshLatestMemberships(owner.actor.organization.id, [owner.constituentId]));
  return touched;
}
