// Interests, centers and center opt-ins of one constituent. Ids that the organization does not have are ignored.
import { write } from '../../../db/statement.ts';
import type { SetChange } from '../../record/part.ts';
import type { CenterChange } from '../../record/parts/centers.ts';
import type { PartOwner } from './part-owner.ts';

const addInterests = write(
  'constituent_interests_add',
  `insert into constituent_interests (organization_id, constituent_id, interest_id)
   select $1, $2, i.id from interests i where i.organization_id = $1 and i.id = any($3::bigint[]) on conflict do nothing`,
);
// An interest of a center makes the person a member of that center (docs/contracts/luminate.md §6).
const joinCenters = write(
  'constituent_centers_join',
  `insert into constituent_centers (organization_id, constituent_id, center_id)
   select distinct $1::bigint, $2::bigint, i.center_id from interests i
   where i.organization_id = $1 and i.id = any($3::bigint[]) and i.center_id is not null on conflict do nothing`,
);
const removeInterests = write(
  'constituent_interests_remove',
  'delete from constituent_interests where organization_id = $1 and constituent_id = $2 and interest_id = any($3::bigint[])',
);

export async function writeInterests(owner: PartOwner, change: SetChange | undefined): Promise<boolean> {
  const { tx, actor, constituentId } = owner;
  const organizationId = actor.organization.id;
  if (change?.add?.length) {
    await tx.all(addInterests(organizationId, constituentId, change.add));
    await tx.all(joinCenters(organizationId, constituentId, change.add));
  }
  if (change?.remove?.length) await tx.all(removeInterests(organizationId, constituentId, change.remove));
  return Boolean(change?.add?.length || change?.remove?.length);
}

const addCenters = write(
  'constituent_centers_add',
  `insert into constituent_centers as cc (organization_id, constituent_id, center_id, opted_in)
   select $1, $2, c.id, $4 from centers c where c.organization_id = $1 and c.id = any($3::bigint[])
   on conflict (organization_id, constituent_id, center_id) do update set opted_in = cc.opted_in or excluded.opted_in`,
);
const optOut = write(
  'constituent_centers_opt_out',
  'update constituent_centers set opted_in = false where organization_id = $1 and constituent_id = $2 and center_id = any($3::bigint[])',
);
const removeCenters = write(
  'constituent_centers_remove',
  'delete from constituent_centers where organization_id = $1 and constituent_id = $2 and center_id = any($3::bigint[])',
);

export async function writeCenters(owner: PartOwner, change: CenterChange | undefined): Promise<boolean> {
  const { tx, actor, constituentId } = owner;
  const own = [actor.organization.id, constituentId];
  const optIns = change?.optIns;
  if (change?.remove?.length) await tx.all(removeCenters(...own, change.remove));
  if (optIns?.remove?.length) await tx.all(optOut(...own, optIns.remove));
  if (change?.add?.length) await tx.all(addCenters(...own, change.add, false));
  if (optIns?.add?.length) await tx.all(addCenters(...own, optIns.add, true));
  return [change?.add, change?.remove, optIns?.add, optIns?.remove].some((ids) => ids?.length);
}
