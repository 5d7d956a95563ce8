// What was tried to get in: sign-ons, failures and refusals, counted by the hour so that a flood of them stays small.

import type { Db } from '../../db/connect.ts';
import { write } from '../../db/statement.ts';
import { maybeInOneStatement } from '../../db/transaction.ts';

export interface SignOnEvent {
  /** Undefined where it is not known, as for a key that nobody has. */
  readonly organizationId: number | undefined;
  readonly dialect: string;
  readonly outcome: 'signed_on' | 'failed' | 'refused';
  /** What was shown, or why it was refused: `password`, `token_revoked`, `too_many_attempts`. Never what was typed. */
  readonly reason: string;
  /** Undefined for an account that does not exist. */
  readonly subject?: { readonly type: 'user' | 'constituent'; readonly id: number } | undefined;
  /** Network address of the caller. */
  readonly address: string;
  readonly now: Date;
}

/** Stands for the installation where no organization is known. */
const INSTALLATION = 0;

const record = write(
  'sign_on_event_record',
  `insert into sign_on_events as e (organization_id, hour, dialect, outcome, reason, subject_type, subject_id, address, last_at)
   values ($1, date_trunc('hour', $8::timestamptz), $2, $3, $4, $5, $6, $7, $8)
   on conflict (organization_id, hour, dialect, outcome, reason, subject_type, subject_id, address)
   do update set times = least(e.times, 2000000000) + 1, last_at = greatest(e.last_at, excluded.last_at)`,
);

/** Records one event. It commits at once, outside any transaction of the request: what failed stays recorded. */
export async function recordSignOn(db: Db, event: SignOnEvent): Promise<void> {
  const { dialect, outcome, reason, subject, address, now } = event;
  const who = [subject?.type ?? 'unknown', subject?.id ?? 0];
  await maybeInOneStatement(
    db,
    record(event.organizationId ?? INSTALLATION, dialect, outcome, reason, ...who, address, now),
  );
}

/** How long events are kept, and how many of one organization at most: a flood must not fill the disk. */
const KEPT_DAYS = 90;
const KEPT_ROWS = 100_000;

const forget = write(
  'sign_on_events_forget',
  `delete from sign_on_events where last_at < $1::timestamptz - make_interval(days => ${KEPT_DAYS})`,
);
const forgetMost = write(
  'sign_on_events_forget_most',
  `with kept as (
     select o.organization_id, (select e.last_at from sign_on_events e where e.organization_id = o.organization_id
       order by e.last_at desc offset ${KEPT_ROWS} limit 1) as since
     from (select distinct organization_id from sign_on_events) as o
   )
   delete from sign_on_events e using kept k where e.organization_id = k.organization_id and e.last_at <= k.since`,
);

/** Removes what is old or too much, of every organization: housekeeping, not a request. */
export async function forgetSignOnEvents(db: Db, now: Date): Promise<void> {
  await maybeInOneStatement(db, forget(now));
  await maybeInOneStatement(db, forgetMost());
}
