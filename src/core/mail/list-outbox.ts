import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';

export interface OutboxMail {
  readonly id: number;
  readonly recipient: string;
  readonly subject: string;
  /** With `LINK` where a secret link is put in. */
  readonly text: string;
  /** Encrypted; null: none, or the mail has left. */
  readonly linkSealed: string | null;
  readonly status: 'queued' | 'sent' | 'failed';
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
}

const list = query<OutboxMail>(
  'outbox_list',
  `select id, recipient, subject, body_text as text, link_sealed as "linkSealed", status, attempts, last_error as "lastError", created_at as "createdAt",
     sent_at as "sentAt"
   from mails where organization_id = $1 and ($2 or status <> 'sent') order by id`,
);

/** Mail by id: what has not left, or all of it. Needs `settings:read`. */
export async function listOutbox(db: Db, actor: Actor, { all }: { all: boolean }): Promise<OutboxMail[]> {
  allow(actor, 'settings:read');
  return db.all(list(actor.organization.id, all));
}
