import { write } from '../../db/statement.ts';
import { pick, requireName } from '../base/names.ts';
import { recordedWrites } from '../base/recorded-writes.ts';
import { tableReads } from '../base/table-reads.ts';
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

const KIND = { table: 'membership_levels', name: 'membership_level' } as const;

const levels = tableReads<MembershipLevel>({
  ...KIND,
  shown: 'r.id, r.name, r.ordinal',
  order: 'r.ordinal, r.id',
});
export const { list: listMembershipLevels, get: getMembershipLevel } = levels;

// People first, then their memberships: the order in which writers of one person lock them.
const forgetLatest = write(
  'membership_level_forget_latest',
  'update constituents set latest_membership_level_id = null where organization_id = $1 and latest_membership_level_id = $2',
);
const unlink = write(
  'membership_level_unlink',
  'update memberships set membership_level_id = null, updated_at = now() where organization_id = $1 and membership_level_id = $2',
);

/** Memberships of a deleted level stay, without a level (docs/contracts/lgl.md §5.9). */
export const {
  create: createMembershipLevel,
  update: updateMembershipLevel,
  remove: deleteMembershipLevel,
} = recordedWrites<MembershipLevel, MembershipLevelFields>({
  ...KIND,
  ...levels,
  stored: (_tx, _actor, { input, before }) => ({
    name: requireName(pick(input.name, before?.name)),
    ordinal: input.ordinal ?? before?.ordinal ?? 100,
  }),
  affected: ({ id, name }, stored) => (stored?.name === name ? [] : [withLevel(id)]),
  beforeDelete: async (tx, actor, id) => {
    for (const step of [forgetLatest, unlink]) await tx.all(step(actor.organization.id, id));
  },
});
