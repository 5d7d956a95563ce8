import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { claimUserName, makeUserName } from '../constituents/people/user-name.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import type { ConstituentInput } from '../constituents/record/constituent-input.ts';
import { createConstituent } from '../constituents/record/create-constituent.ts';
import { lockEmails, requireFreeEmail, requireFreeNameAndEmail } from '../constituents/record/unique-email.ts';
import { claimExternalId } from '../constituents/record/unique-external-id.ts';
import { requireAssignableGroups } from '../groups/assignable-groups.ts';
import type { NewInteraction } from '../interactions/interaction.ts';
import { writeInteraction } from '../interactions/log-interaction.ts';
import { type Words, welcome } from './welcome.ts';

export interface Registration {
  /** Unique among the living records, as far as the organization wants that. */
  readonly email: string;
  /** A second one, likewise. */
  readonly secondEmail?: string | undefined;
  /** The system whose id `externalIds` may hold; no other person may have that id. */
  readonly system: string;
  readonly input: ConstituentInput;
  readonly groupIds: readonly number[];
  /** An event registration: if the organization wants it so, a person with the address but another name is no duplicate. */
  readonly isEventRegistration: boolean;
  /** Whether the person shall get the organization's welcome mail, if it has one. */
  readonly welcome: boolean;
  readonly interaction: Omit<NewInteraction, 'constituentId'>;
}

/**
 * Creates a person who can sign on: with a user name, unique as the organization asks, in groups that may be joined, and
 * with a line in their history. Throws `conflict` for an e-mail address, user name or id in use.
 */
export async function registerConstituent(tx: Tx, actor: Actor, registration: Registration): Promise<Constituent> {
  const { email, input, groupIds } = registration;
  if (groupIds.length > 0) allow(actor, 'constituents:write');
  await requireAssignableGroups(tx, actor, groupIds);
  await claimIdentity(tx, actor, registration);
  const userName = input.userName ?? (await makeUserName(tx, actor, email));
  if (input.userName) await claimUserName(tx, actor, input.userName);
  const groups = { items: groupIds.map((id) => ({ group: { id } })) };
  const isWelcomed = registration.welcome && actor.organization.settings.welcomeMail !== null;
  const created = await createConstituent(tx, actor, { ...input, userName, groups });
  if (isWelcomed)
    await welcome(tx, actor.organization, { person: created, email, words: wordsFor(actor, created, input) });
  await writeInteraction(tx, actor, { ...registration.interaction, constituentId: created.id });
  return created;
}

/**
 * What the welcome mail may say of a person. Who signs up unknown could have anybody written to, in the organization's name:
 * none of their words goes into it, only the user name that was made from the address.
 */
function wordsFor(actor: Actor, { firstName, lastName, userName }: Constituent, input: ConstituentInput): Words {
  if (actor.type !== 'anonymous') return { firstName, lastName, userName };
  return { firstName: null, lastName: null, userName: input.userName ? null : userName };
}

async function claimIdentity(tx: Tx, actor: Actor, registration: Registration): Promise<void> {
  const { email, secondEmail, input, system } = registration;
  const { uniqueEmail, uniqueNameAndEmail } = actor.organization.settings;
  const addresses = secondEmail === undefined ? [email] : [email, secondEmail];
  // Before anything else is held, as whoever changes a person does.
  if (uniqueEmail) await lockEmails(tx, actor, addresses);
  const externalId = input.externalIds?.[system];
  if (externalId) await claimExternalId(tx, actor, { system, value: externalId });
  if (!uniqueEmail) return;
  if (secondEmail !== undefined) await requireFreeEmail(tx, actor, { email: secondEmail, presence: 'present' });
  if (!(registration.isEventRegistration && uniqueNameAndEmail)) {
    await requireFreeEmail(tx, actor, { email, presence: 'present' });
  } else if (input.firstName && input.lastName) {
    await requireFreeNameAndEmail(tx, actor, { email, firstName: input.firstName, lastName: input.lastName });
  }
}
