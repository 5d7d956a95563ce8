import { query } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { queueMail } from '../mail/queue-mail.ts';

const administrators = query<{ email: string; url: string }>(
  'webhook_administrators',
  `select u.email, w.url from users u join webhooks w on w.organization_id = u.organization_id and w.id = $2
   where u.organization_id = $1 and u.role = 'org_admin' and u.active and u.email is not null order by u.id`,
);

const REASONS = {
  gone: 'its address answered that it is gone for good (410)',
  failures: 'fifty deliveries in a row were given up on',
} as const;

/** A mail to each administrator: nobody else would notice that a webhook was disabled. */
export async function tellAdministrators(
  tx: Tx,
  actor: Actor,
  { webhookId, reason }: { webhookId: number; reason: keyof typeof REASONS },
): Promise<void> {
  for (const { email, url } of await tx.all(administrators(actor.organization.id, webhookId))) {
    const text = [
      `The webhook ${webhookId} of ${actor.organization.name} was disabled, because ${REASONS[reason]}.`,
      '',
      // Only where it is: paths and queries of such addresses can be secrets.
      `It goes to ${new URL(url).host}.`,
      '',
      'Once the receiver works again, activate it (PATCH {"active": true}) and send what was missed (redrive).',
    ].join('\n');
    const subject = `A webhook of ${actor.organization.name} was disabled`;
    await queueMail(tx, actor.organization.id, { constituentId: null, recipient: email, subject, text });
  }
}
