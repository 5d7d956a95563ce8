import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure } from '../base/failure.ts';
import { normalizeEmail } from '../base/fold.ts';
import { claimUserName, userNameKey } from '../constituents/people/user-name.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import type { ConstituentInput } from '../constituents/record/constituent-input.ts';
import { mainEmail, secondEmail } from '../constituents/record/flat-fields.ts';
import { lockEmails, requireFreeEmail } from '../constituents/record/unique-email.ts';
import { claimExternalId } from '../constituents/record/unique-external-id.ts';
import { updateConstituent } from '../constituents/record/update-constituent.ts';
import { requireAssignableGroups } from '../groups/assignable-groups.ts';
import type { NewInteraction } from '../interactions/interaction.ts';
import { logInteraction } from '../interactions/log-interaction.ts';

export interface Revision {
  readonly id: number;
  /** The new main e-mail address; null takes it away. */
  readonly email?: string | null;
  /** The new second one; likewise. */
  readonly secondEmail?: string | null;
  /** The system whose id `externalIds` may hold. */
  readonly system: string;
  readonly input: (existing: Constituent) => ConstituentInput;
  readonly addGroupIds: readonly number[];
  readonly removeGroupIds: readonly number[];
  readonly interaction: Omit<NewInteraction, 'constituentId'>;
}

/**
 * Changes a person who can sign on, keeping what the organization wants unique so, and adds a line to their history.
 * Throws `not-found`, and `conflict` for an e-mail address, user name or id in use.
 */
export async function reviseConstituent(tx: Tx, actor: Actor, revision: Revision): Promise<Constituent> {
  const groupIds = [...revision.addGroupIds, ...revision.removeGroupIds];
  if (groupIds.length > 0) allow(actor, 'constituents:write');
  await requireAssignableGroups(tx, actor, groupIds);
  // Before the person's row is locked, as everyone does who holds an address: otherwise two could wait for each other.
  const addresses = [revision.email, revision.secondEmail].filter((email) => typeof email === 'string');
  if (actor.organization.settings.uniqueEmail) await lockEmails(tx, actor, addresses);
  const input = async (existing: Constituent) => {
    if (existing.isOrg) throw new Failure('not-found', 'constituent', { subject: existing.id });
    const wanted = revision.input(existing);
    await claimChanges(tx, actor, { revision, existing, wanted });
    return { ...wanted, ...groupChange(existing, revision) };
  };
  const updated = await updateConstituent(tx, actor, { id: revision.id, input });
  await logInteraction(tx, actor, { ...revision.interaction, constituentId: revision.id });
  return updated;
}

async function claimChanges(
  tx: Tx,
  actor: Actor,
  { revision, existing, wanted }: { revision: Revision; existing: Constituent; wanted: ConstituentInput },
): Promise<void> {
  const ownId = existing.id;
  const { email, system } = revision;
  const value = wanted.externalIds?.[system];
  if (value && cleanText(value) !== existing.externalIds[system])
    await claimExternalId(tx, actor, { system, value, ownId });
  const changes = [
    { wanted: email, now: mainEmail(existing) },
    { wanted: revision.secondEmail, now: secondEmail(existing) },
  ];
  for (const { wanted: address, now } of changes) {
    const isNew = address && normalizeEmail(address) !== normalizeEmail(now?.address ?? '');
    if (isNew && actor.organization.settings.uniqueEmail)
      await requireFreeEmail(tx, actor, { email: address, ownId, presence: 'present' });
  }
  const { userName } = wanted;
  if (userName && userNameKey(userName) !== userNameKey(existing.userName ?? ''))
    await claimUserName(tx, actor, userName);
}

/** Joins each group once; leaving one takes every membership of it away. */
function groupChange(
  existing: Constituent,
  { addGroupIds, removeGroupIds }: Revision,
): Pick<ConstituentInput, 'groups'> {
  if (addGroupIds.length + removeGroupIds.length === 0) return {};
  const isMember = (id: number) =>
    existing.groups.some((membership) => membership.groupId === id && membership.isCurrent);
  const joined = addGroupIds.filter((id) => !isMember(id) && !removeGroupIds.includes(id));
  const left = existing.groups.filter((membership) => removeGroupIds.includes(membership.groupId));
  return {
    groups: { items: joined.map((id) => ({ group: { id } })), remove: left.map((membership) => membership.id) },
  };
}
