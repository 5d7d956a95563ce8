// The jobs that other code asks for, and the only SQL that adds one. The names are those of jobs/handlers.ts, which has to
// have a function for each.
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';

/** One scan whose turn has come. */
export interface DueScan {
  readonly organizationId: number;
  readonly correlationId: string;
}

/** One mail of the outbox. */
export interface DueMail {
  readonly organizationId: number;
  readonly mailId: number;
}

/** Events about one subject that wait for one webhook, to be delivered in order. */
export interface DeliveryQueue {
  readonly organizationId: number;
  readonly webhookId: number;
  readonly subject: string | null;
}

/** One import that is to be checked, written or taken back. */
export interface DueImport {
  readonly organizationId: number;
  readonly importId: number;
}

/** Each job by name, with what it is told. */
export interface JobPayloads {
  run_scan: DueScan;
  deliver_webhooks: DeliveryQueue;
  /** Everything that waits in an organization, however much it is. */
  resume_webhooks: { readonly organizationId: number };
  deliver_mail: DueMail;
  work_on_import: DueImport;
  /** The scan that waits in an organization. */
  scan_people: { readonly organizationId: number };
}

type JobName = keyof JobPayloads;

const add = write(
  'job_add',
  `select graphile_worker.add_job($1::text, $2::json, run_at => now() + make_interval(secs => $3::double precision))`,
);

/**
 * Has a job done once the transaction commits, and not if it rolls back; `seconds` later, or at once. One statement. Delays
 * count from the database's clock, by which the workers take jobs up.
 */
export async function enqueue<Name extends JobName>(
  tx: Tx,
  name: Name,
  { seconds = 0, ...payload }: JobPayloads[Name] & { readonly seconds?: number },
): Promise<void> {
  await tx.all(add(name, JSON.stringify(payload), seconds));
}

/** How a statement that adds a job itself says what the job is told: SQL with its type, `$1::bigint`. */
type PayloadSql<Name extends JobName> = { readonly [Key in keyof JobPayloads[Name]]: string };

/** The call that adds a job, for a hot write that is one statement (docs/decisions/0007). `delay` is SQL for an interval. */
export function addJobSql<Name extends JobName>(name: Name, payload: PayloadSql<Name>, delay?: string): string {
  const fields = Object.entries(payload).map(([key, sql]) => `'${key}', ${sql}`);
  const runAt = delay === undefined ? '' : `, run_at => now() + ${delay}`;
  return `graphile_worker.add_job('${name}', json_build_object(${fields.join(', ')})${runAt})`;
}
