// Checks, webhooks and mail each have hands of their own, and each organization its share of them: neither a kind of work nor
// an organization can hold up the others (docs/decisions/0015).
import { dueScans, runScan } from '../core/accreditations/run-scan.ts';
import type { Due } from '../core/base/due.ts';
import type { DeliveryQueue, DueMail, DueScan } from '../core/base/jobs.ts';
import { deliverMail, dueMails } from '../core/mail/deliver-mail.ts';
import { deliverNext, dueQueues } from '../core/webhooks/deliver-webhooks.ts';
import { isAway } from '../db/errors.ts';
import type { DialectContext } from '../dialects/dialect.ts';
import { type Errand, FairLane, KEPT } from './fair-lane.ts';
import type { Overdue } from './overdue-work.ts';
import { RunningJobs } from './running-jobs.ts';

/** Hands of each kind of work, and how many of them one organization may have at a time. */
const PROMPT = { hands: 8, share: 6 } as const;
const SLOW = { hands: 8, share: 2 } as const;
const MAIL = { hands: 4, share: 3 } as const;

/** Milliseconds. A receiver that takes longer counts as slow until it answers within this time again. */
const SLOW_AFTER = 2_000;

/** Read of one organization at a time: more than is kept, so that the lane knows when there is more. */
const LIMIT = KEPT + PROMPT.hands + 1;

/** One kind of work. */
export interface Lane<Told> {
  /** Takes note of what is to be done; nobody waits for it. */
  push(told: Told): void;
  /** Takes note of everything that is due, of an organization or of all. */
  pushDue(organizationId?: number): Promise<void>;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface Lanes {
  readonly scans: Lane<DueScan>;
  readonly webhooks: Lane<DeliveryQueue>;
  readonly mails: Lane<DueMail>;
  /** Settles when nothing is under way. */
  idle(): Promise<void>;
  /** Begins nothing more; settles when nothing is under way. */
  stop(): Promise<void>;
}

/** The lanes of this process. */
export function openLanes(context: DialectContext, running = new RunningJobs()): Lanes {
  const { db } = context;
  const webhooks = openLane(
    { ...context, running },
    {
      name: 'webhooks',
      job: 'deliver_webhooks',
      ...PROMPT,
      toErrand: (queue: DeliveryQueue) => ({
        organizationId: queue.organizationId,
        key: `${queue.webhookId} ${queue.subject}`,
        peer: `${queue.organizationId} ${queue.webhookId}`,
        run: () => deliverNext(context, queue),
      }),
      due: (wanted) => dueQueues(db, wanted),
    },
  );
  const scanning = { ...context, deliver: (queue: DeliveryQueue) => webhooks.push(queue) };
  const scans = openLane(
    { ...context, running },
    {
      name: 'checks',
      job: 'run_scan',
      ...PROMPT,
      toErrand: (scan: DueScan) => ({
        organizationId: scan.organizationId,
        key: scan.correlationId,
        peer: String(scan.organizationId),
        run: () => runScan(scanning, scan).then(() => false),
      }),
      due: (wanted) => dueScans(db, wanted),
    },
  );
  const mails = openLane(
    { ...context, running },
    {
      name: 'mails',
      job: 'deliver_mail',
      ...MAIL,
      toErrand: (mail: DueMail) => ({
        organizationId: mail.organizationId,
        key: String(mail.mailId),
        peer: 'smtp',
        run: () => deliverMail(context, mail).then(() => false),
      }),
      due: (wanted) => dueMails(context, wanted),
    },
  );
  // Without an SMTP server mails wait in the outbox, so no lane sends them.
  const isMailing = context.mail.smtpUrl !== undefined;
  for (const name of ['checks', 'webhooks', ...(isMailing ? ['mails'] : [])]) running.tally.done(name);
  // In this order: a scan has something to deliver.
  const all = [scans, webhooks, mails];
  return { scans, webhooks, mails, ...together(all) };
}

function together(lanes: readonly Pick<FairLane, 'idle' | 'stop'>[]): Pick<FairLane, 'idle' | 'stop'> {
  return {
    idle: async () => {
      for (const lane of lanes) await lane.idle();
    },
    stop: async () => {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}

interface Kind<Told> {
  /** The name under which the work is counted (overdue-work.ts). */
  readonly name: Overdue['name'];
  /** As the log calls it. */
  readonly job: string;
  readonly hands: number;
  readonly share: number;
  readonly toErrand: (told: Told) => Errand;
  readonly due: (wanted: Due) => Promise<Told[]>;
}

interface LaneContext extends DialectContext {
  readonly running: RunningJobs;
}

/** A lane for the prompt and one for the slow: a receiver that never answers holds only hands of its kind. */
function openLane<Told>({ clock, log, running }: LaneContext, kind: Kind<Told>): Lane<Told> {
  const { name, job } = kind;
  const slow = new Set<string>();
  const toErrand = (told: Told): Errand => {
    const errand = kind.toErrand(told);
    return { ...errand, run: () => running.watch(name, errand.run) };
  };
  const due = (organizationId?: number) => kind.due({ now: clock.now(), limit: LIMIT, organizationId });
  const shared = {
    refill: async (organizationId: number) => (await due(organizationId)).map(toErrand),
    onError: (error: unknown) => {
      // `Pulse` logs once that the database is away. Work that fails because of it logs nothing.
      if (!isAway(error)) log.error({ err: error, job }, 'job failed');
    },
    onDone: ({ peer }: Errand, milliseconds: number) => {
      if (milliseconds > SLOW_AFTER) slow.add(peer);
      else slow.delete(peer);
    },
  };
  const aside = new FairLane({ ...shared, ...SLOW });
  const elsewhere = ({ peer }: Errand) => (slow.has(peer) ? aside : undefined);
  const prompt = new FairLane({ ...shared, hands: kind.hands, share: kind.share, elsewhere });
  return {
    push: (told) => prompt.push(toErrand(told)),
    pushDue: async (organizationId) => {
      for (const told of await due(organizationId)) prompt.push(toErrand(told));
    },
    ...together([prompt, aside]),
  };
}
