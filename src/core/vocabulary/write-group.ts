import { deleteRequirementsOf } from '../accreditations/requirements.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure } from '../base/failure.ts';
import { comparisonKey } from '../base/fold.ts';
import { pick, requireName } from '../base/names.ts';
import { recordedWrites } from '../base/recorded-writes.ts';
import { inGroup } from '../constituents/parts/shown-parts.ts';
import { type Group, getGroup, lockGroup } from '../groups/group.ts';

export interface GroupFields {
  readonly name?: string | null;
  /** Defaults to the name in snake case. */
  readonly key?: string | null;
  readonly ordinal?: number;
}

function snakeCase(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_');
}

/**
 * Every one throws `conflict` for a name in use, and `forbidden` for a security group. With a group everybody's membership
 * in it ends, and what was required of its members.
 */
export const {
  create: createGroup,
  update: updateGroup,
  remove: deleteGroup,
} = recordedWrites<Group, GroupFields>({
  table: 'groups',
  name: 'group',
  get: getGroup,
  lock: lockGroup,
  stored: (_tx, _actor, { input, before }) => {
    const name = requireName(pick(input.name, before?.name));
    const key = cleanText(input.key ?? '') || (before?.key ?? snakeCase(name));
    return { name, key, ordinal: input.ordinal ?? before?.ordinal ?? 0, nameKey: comparisonKey(name) };
  },
  guard: ({ id, isSecurity }) => {
    if (isSecurity) throw new Failure('forbidden', 'security_group', { subject: id });
  },
  affected: ({ id, name }, stored) => (stored?.name === name ? [] : [inGroup(id)]),
  beforeDelete: deleteRequirementsOf,
});
