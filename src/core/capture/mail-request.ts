import type { Tx } from '../../db/transaction.ts';
import { type Sealer, seal } from '../access/seal.ts';
import type { Actor } from '../base/actor.ts';
import { invalidField } from '../base/failure.ts';
import { getConstituent } from '../constituents/record/constituent-queries.ts';
import { mainEmail } from '../constituents/record/flat-fields.ts';
import { LINK } from '../mail/mail-text.ts';
import { queueMail } from '../mail/queue-mail.ts';
import type { InformationRequest } from './information-request.ts';

interface Mailed {
  readonly request: InformationRequest;
  readonly link: string;
  readonly sealer: Sealer;
  readonly isReminder: boolean;
}

/** Puts the link into the outbox; returns the mail's id. Throws `invalid` for a person without an e-mail address. */
export async function mailRequest(
  tx: Tx,
  actor: Actor,
  { request, link, sealer, isReminder }: Mailed,
): Promise<number> {
  const { organization } = actor;
  const person = await getConstituent(tx, actor, { id: request.constituentId, presence: 'deleted-too' });
  const recipient = mainEmail(person)?.address;
  if (recipient === undefined) throw invalidField('email', 'required');
  const lines = [
    `Dear ${person.firstName ?? person.lastName ?? 'colleague'},`,
    '',
    `${organization.name} asks you for some information about your checks and documents.`,
    ...(request.message === null ? [] : ['', request.message]),
    '',
    'Please open this page to answer. It is meant for you alone, so do not pass the link on:',
    LINK,
    '',
    `The link works until ${request.expiresAt.slice(0, 10)}.`,
    '',
    organization.name,
  ];
  const subject = `${isReminder ? 'Reminder: ' : ''}${organization.name} asks you for information`;
  const text = lines.join('\n');
  const linkSealed = seal(sealer, link);
  return queueMail(tx, organization.id, { constituentId: person.id, recipient, subject, text, linkSealed });
}
