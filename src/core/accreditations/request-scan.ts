// The rows of one scan and the job that runs it, in the transaction of whoever asks for it.
import { statement } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { registryFor } from './registry-settings.ts';
import { SCAN_COLUMNS, type Scan, type ScanReason } from './scan.ts';

export interface NewScan {
  readonly accreditationId: number;
  readonly correlationId: string;
  readonly type: string;
  readonly reason: ScanReason;
  readonly inputs: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | null;
  readonly fingerprint: string | null;
  readonly now: Date;
}

const insert = statement<Scan>(
  'scan_insert',
  `with s as (
     insert into accreditation_scans (organization_id, correlation_id, accreditation_id, reason, inputs, registry,
       idempotency_key, fingerprint, next_attempt_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning *
   ), job as (
     select graphile_worker.add_job('run_scan', json_build_object('organizationId', $1::bigint, 'correlationId', $2::text),
       run_at => now() + make_interval(secs => $11::double precision))
   )
   select ${SCAN_COLUMNS} from s where (select count(*) from job) > 0`,
);
const enqueue = statement(
  'scan_enqueue',
  `select graphile_worker.add_job('run_scan', json_build_object('organizationId', $1::bigint, 'correlationId', $2::text),
     run_at => now() + make_interval(secs => $3::double precision))`,
);

/** Adds a scan of an accreditation; a worker takes it up when the transaction commits. */
export async function requestScan(tx: Tx, actor: Actor, scan: NewScan): Promise<Scan> {
  const { organization } = actor;
  const { registry } = await registryFor(tx, organization, scan.type);
  const delay = registry === 'sandbox' ? organization.settings.sandboxDelaySeconds : 0;
  const dueAt = new Date(scan.now.getTime() + delay * 1000);
  return tx.one(
    insert(
      organization.id,
      scan.correlationId,
      scan.accreditationId,
      scan.reason,
      JSON.stringify(scan.inputs),
      registry,
      scan.idempotencyKey,
      scan.fingerprint,
      dueAt,
      scan.now,
      delay,
    ),
  );
}

/** Lets a worker look at a scan after some seconds. */
export async function enqueueScan(
  tx: Tx,
  scan: { organizationId: number; correlationId: string; seconds: number },
): Promise<void> {
  await tx.all(enqueue(scan.organizationId, scan.correlationId, scan.seconds));
}
