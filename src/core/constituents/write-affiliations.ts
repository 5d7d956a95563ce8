// Class affiliations, group memberships and memberships of one constituent.
import { statement } from '../../db/connect.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { comparisonKey } from '../base/fold.ts';
import type { ClassAffiliation, GroupMembership, Membership } from './constituent.ts';
import type {
  ClassAffiliationInput,
  GroupMembershipInput,
  MembershipInput,
  PartChange,
  Reference,
} from './constituent-input.ts';
import { applyChange, type PartTable, planRows } from './part-rows.ts';
import { resolve } from './vocabulary.ts';
import { type PartOwner, writePlan } from './write-parts.ts';

/** The input's value where the caller gave one (null included), else what is there. */
function pick<Value>(given: Value | undefined, existing: Value): Value {
  return given === undefined ? existing : given;
}

const CLASS_AFFILIATIONS: PartTable = {
  name: 'class_affiliations',
  columns: { class_affiliation_type_id: 'bigint', year: 'integer', note: 'text' },
  stamped: false,
};

export async function writeClassAffiliations(
  owner: PartOwner,
  change: PartChange<ClassAffiliationInput> | undefined,
): Promise<boolean> {
  if (!change) return false;
  const merge = (item: ClassAffiliation | undefined, input: ClassAffiliationInput | undefined) => ({
    class_affiliation_type_id: pick(input?.classAffiliationTypeId, item?.classAffiliationTypeId ?? null),
    year: pick(input?.year, item?.year ?? null),
    note: pick(input?.note, item?.note ?? null),
  });
  const applied = applyChange(owner.existing.classAffiliations, change, merge);
  return writePlan(
    owner,
    CLASS_AFFILIATIONS,
    planRows(
      applied,
      (row) => row,
      (item) => merge(item, undefined),
    ),
  );
}

const GROUP_MEMBERSHIPS: PartTable = {
  name: 'group_memberships',
  columns: { group_id: 'bigint', date_start: 'date', date_end: 'date', is_current: 'boolean' },
  stamped: true,
};

/** Adds, changes and ends group memberships. Throws `invalid` for a group neither known nor named, `forbidden` for a security group. */
export async function writeGroups(
  owner: PartOwner,
  change: PartChange<GroupMembershipInput> | undefined,
): Promise<boolean> {
  if (!change) return false;
  const groupIds = new Map<GroupMembershipInput, number>();
  for (const input of change.items ?? []) {
    if (input.group) groupIds.set(input, await resolveGroup(owner, input.group));
  }
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
    GROUP_MEMBERSHIPS,
    planRows(
      applied,
      (row) => row,
      (item) => merge(item, undefined),
    ),
  );
}

// Two requests that create one group at once: the second waits for the first and then finds its row.
const ensureGroup = statement<{ id: number }>(
  'group_ensure',
  `insert into groups as g (organization_id, name, key, name_key) values ($1, $2, $3, $4)
   on conflict (organization_id, coalesce(name_key, lower(name))) do update set name = g.name returning id`,
);

async function resolveGroup(owner: PartOwner, reference: Reference): Promise<number> {
  const known = resolve(owner.vocabulary.groups, reference);
  // Who may administer is not for an API to say (wire/luminate.md §4.2).
  if (known?.isSecurity) throw new Failure('forbidden', 'security_group', { subject: known.id });
  if (known) return known.id;
  const name = reference.name?.trim();
  if (!name) throw invalidField('group', 'unknown_group');
  const key = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_');
  return (await owner.tx.one(ensureGroup(owner.actor.organization.id, name, key, comparisonKey(name)))).id;
}

const MEMBERSHIPS: PartTable = {
  name: 'memberships',
  columns: { membership_level_id: 'bigint', date_start: 'date', finish_date: 'date', note: 'text' },
  stamped: true,
};

/** An open-ended membership is the latest; then the one that ends last. */
const refreshLatest = statement(
  'constituent_latest_membership',
  `update constituents c set (latest_membership_id, latest_membership_level_id, latest_membership_end_date) =
     (select m.id, m.membership_level_id, m.finish_date from memberships m
      where m.organization_id = c.organization_id and m.constituent_id = c.id
      order by m.finish_date desc nulls first, m.date_start desc nulls last, m.id desc limit 1)
   where c.organization_id = $1 and c.id = $2`,
);

/** Adds, changes and removes memberships. Throws `invalid` when one ends before it starts. */
export async function writeMemberships(
  owner: PartOwner,
  change: PartChange<MembershipInput> | undefined,
): Promise<boolean> {
  if (!change) return false;
  const merge = (item: Membership | undefined, input: MembershipInput | undefined) => ({
    membership_level_id: resolve(owner.vocabulary.levels, input?.level)?.id ?? item?.membershipLevelId ?? null,
    date_start: pick(input?.dateStart, item?.dateStart ?? null),
    finish_date: pick(input?.finishDate, item?.finishDate ?? null),
    note: pick(input?.note, item?.note ?? null),
  });
  const applied = applyChange(owner.existing.memberships, change, merge);
  const touched = await writePlan(
    owner,
    MEMBERSHIPS,
    planRows(
      applied,
      (row) => row,
      (item) => merge(item, undefined),
    ),
  );
  if (touched) await owner.tx.all(refreshLatest(owner.actor.organization.id, owner.constituentId));
  return touched;
}
