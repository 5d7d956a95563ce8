// Groups and membership levels (docs/contracts/lgl.md §3.6, §3.7).
import type { Group } from '../../../core/groups/group.ts';
import type { MembershipLevel, MembershipLevelFields } from '../../../core/groups/membership-level.ts';
import type { GroupFields } from '../../../core/vocabulary/write-group.ts';
import type { WireObject } from './body.ts';
import { integer, sent, text } from './coerce.ts';

export function groupFields(body: WireObject): GroupFields {
  return sent({ name: text(body.name), key: text(body.key), ordinal: integer(body.ordinal) ?? undefined });
}

export function group({ id, name, key, ordinal }: Group) {
  return { id, name, key, ordinal };
}

export function membershipLevelFields(body: WireObject): MembershipLevelFields {
  return sent({ name: text(body.name), ordinal: integer(body.ordinal) ?? undefined });
}

export function membershipLevel({ id, name, ordinal }: MembershipLevel) {
  return { id, name, ordinal };
}
