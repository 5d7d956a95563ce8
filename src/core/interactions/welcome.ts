// The mail that greets people who sign up.
import type { Tx } from '../../db/transaction.ts';
import type { Organization } from '../base/actor.ts';
import type { Constituent } from '../constituents/constituent.ts';
import { fillIn } from '../mail/fill-in.ts';
import { queueMail } from '../mail/queue-mail.ts';

/** Puts the organization's welcome mail to a new person into the outbox, if it has one. */
export async function welcome(
  tx: Tx,
  organization: Organization,
  { person, email }: { person: Constituent; email: string },
): Promise<void> {
  const { welcomeMail } = organization.settings;
  if (!welcomeMail) return;
  const { firstName, lastName, userName } = person;
  const values = { firstName, lastName, userName, organization: organization.name };
  await queueMail(tx, organization.id, {
    constituentId: person.id,
    recipient: email,
    subject: fillIn(welcomeMail.subject, values),
    text: fillIn(welcomeMail.text, values),
  });
}
