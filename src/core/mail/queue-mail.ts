import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { enqueue } from '../base/jobs.ts';

export interface NewMail {
  /** The constituent who gets the mail; null for anybody else. */
  readonly constituentId: number | null;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  /** Encrypted; put in place of `LINK` when the mail leaves. Absent: the text has no secret. */
  readonly linkSealed?: string;
}

const insert = write<{ id: number }>(
  'mail_insert',
  `insert into mails (organization_id, constituent_id, recipient, subject, body_text, link_sealed)
   values ($1, $2, $3, $4, $5, $6) returning id`,
);

/** Puts a mail into the outbox, where it waits for delivery: it leaves only if the transaction does. Returns its id. */
export async function queueMail(tx: Tx, organizationId: number, mail: NewMail): Promise<number> {
  // A line break would begin another header.
  const subject = mail.subject.replaceAll(/[\r\n]+/g, ' ');
  const { constituentId, recipient, text, linkSealed = null } = mail;
  const row = await tx.one(insert(organizationId, constituentId, recipient, subject, text, linkSealed));
  await enqueue(tx, 'deliver_mail', { organizationId, mailId: row.id });
  return row.id;
}
