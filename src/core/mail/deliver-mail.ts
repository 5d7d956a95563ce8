// Hands the mail of the outbox over to the SMTP server: at least once, with a Message-ID by which a repetition is known.
import type { Db } from '../../db/connect.ts';
import { claiming, outlast } from '../../db/outlast.ts';
import { query, type Statement, write } from '../../db/statement.ts';
import { NOBODY, type Tx, transaction } from '../../db/transaction.ts';
import type { Sealer } from '../access/seal.ts';
import type { Clock } from '../base/clock.ts';
import type { Due } from '../base/due.ts';
import { type DueMail, enqueue } from '../base/jobs.ts';
import { handOver, MAIL_DEADLINE, type Problem } from './hand-over.ts';
import { readableText } from './mail-text.ts';

export interface MailContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly mail: {
    /** Undefined: mail waits, and none is lost. */
    readonly smtpUrl: string | undefined;
    readonly from: string;
  };
}

interface Mail {
  readonly id: number;
  readonly organizationId: number;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly linkSealed: string | null;
  readonly attempts: number;
}

/** Seconds before another try; after the last one the mail has failed. */
const RETRY_SECONDS = [60, 300, 1_800, 7_200, 43_200] as const;

/** Longer than a delivery can take (milliseconds). */
const CLAIM_MILLISECONDS = MAIL_DEADLINE + 60_000;

const claim = write<Mail>(
  'mail_claim',
  `update mails set attempts = attempts + 1, claimed_until = $4
   where organization_id = $1 and id = $2 and status = 'queued' and next_attempt_at <= greatest($3, now())
     and (claimed_until is null or claimed_until <= $3)
   returning id, organization_id as "organizationId", recipient, subject, body_text as text, link_sealed as "linkSealed", attempts`,
);
const unclaim = write<Mail>(
  'mail_unclaim',
  `update mails set attempts = attempts - 1, claimed_until = null where organization_id = $1 and id = $2 and claimed_until = $3`,
);
const sent = write(
  'mail_sent',
  `update mails set status = 'sent', sent_at = $3, claimed_until = null, last_error = null, link_sealed = null
   where organization_id = $1 and id = $2`,
);
const postponed = write(
  'mail_postponed',
  `update mails set status = $3, next_attempt_at = $4, claimed_until = null, last_error = $5 where organization_id = $1 and id = $2`,
);

/** Delivers one mail if it is due and nobody else does. Without an SMTP server it goes on waiting. */
export async function deliverMail(context: MailContext, { organizationId, mailId }: DueMail): Promise<void> {
  const { smtpUrl, from } = context.mail;
  if (smtpUrl === undefined) return;
  const now = context.clock.now();
  const until = new Date(now.getTime() + CLAIM_MILLISECONDS);
  const write = (statement: Statement<Mail>) => transaction(context.db, NOBODY, (tx) => tx.maybe(statement));
  const mail = await claiming(
    () => write(claim(organizationId, mailId, now, until)),
    () => write(unclaim(organizationId, mailId, until)),
  );
  if (!mail) return;
  const messageId = `<mail.${mail.organizationId}.${mail.id}@kith>`;
  const text = readableText(mail, context.sealer);
  const problem = text === undefined ? UNREADABLE : await handOver({ ...mail, text, smtpUrl, from, messageId });
  // It is on its way: a database that is away at this moment must not have it sent again.
  await outlast(() => transaction(context.db, NOBODY, (tx) => settle(tx, { mail, problem, now: context.clock.now() })));
}

const UNREADABLE: Problem = { message: 'the link was encrypted with another KITH_SECRET', isPermanent: true };

async function settle(tx: Tx, { mail, problem, now }: { mail: Mail; problem: Problem | undefined; now: Date }) {
  const { organizationId, id } = mail;
  if (!problem) return tx.all(sent(organizationId, id, now));
  const seconds = problem.isPermanent ? undefined : RETRY_SECONDS[mail.attempts - 1];
  if (seconds === undefined) return tx.all(postponed(organizationId, id, 'failed', now, problem.message));
  await tx.all(postponed(organizationId, id, 'queued', new Date(now.getTime() + seconds * 1000), problem.message));
  return enqueue(tx, 'deliver_mail', { organizationId, mailId: id, seconds });
}

const due = query<DueMail>(
  'mails_due',
  `select o.organization_id as "organizationId", m.id as "mailId" from organizations o cross join lateral (
     select m.id from mails m
     where m.organization_id = o.organization_id and m.status = 'queued' and m.next_attempt_at <= greatest($1, now())
       and (m.claimed_until is null or m.claimed_until <= $1)
     order by m.next_attempt_at limit $2
   ) m where $3::bigint is null or o.organization_id = $3`,
);

/**
 * Mails that are due, at most `limit` of each organization (or of the one): after a crash, for retries, and when an SMTP server
 * has been set. None without such a server.
 */
export async function dueMails({ db, mail }: MailContext, { now, limit, organizationId }: Due): Promise<DueMail[]> {
  return mail.smtpUrl === undefined ? [] : db.all(due(now, limit, organizationId ?? null));
}
