// The mail that greets people who sign up.
import type { Tx } from '../../db/transaction.ts';
import type { Organization } from '../base/actor.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import { fillIn } from '../mail/fill-in.ts';
import { queueMail } from '../mail/queue-mail.ts';

export type Words = Pick<Constituent, 'firstName' | 'lastName' | 'userName'>;

/**
 * Puts the organization's welcome mail to a new person into the outbox, if it has one. `words` are what it may say of the
 * person: nobody has proven yet that the address is theirs.
 */
export async function welcome(
  tx: Tx,
  organization: Organization,
  { person, email, words }: { person: Constituent; email: string; words: Words },
): Promise<void> {
  const { welcomeMail } = organization.settings;
  if (!welcomeMail) return;
  const values = { ...words, organization: organization.name };
  await queueMail(tx, organization.id, {
    constituentId: person.id,
    recipient: email,
    subject: fillIn(welcomeMail.subject, values),
    text: fillIn(welcomeMail.text, values),
  });
}
