import { randomUUID } from 'node:crypto';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import type { Accreditation } from './accreditation.ts';
import { ACCREDITATION_COLUMNS } from './accreditation-queries.ts';
import { type Requested, requestingStatement } from './request-scan.ts';
import { SCAN_COLUMNS, type Scan, type ScanReason } from './scan.ts';

// An accreditation keeps showing its result; one that failed without a result is pending again (docs/contracts/oho.md §4.3).
const lock = write<Accreditation>(
  'accreditation_reopen',
  `update accreditations a set next_verification_at = null, updated_at = case when $4 then $3 else a.updated_at end,
     status = case when a.completed_at is null and a.status in ('failed', 'cancelled') then 'pending' else a.status end
   where a.organization_id = $1 and a.id = $2 returning ${ACCREDITATION_COLUMNS}`,
);
const open = query<Scan>(
  'scan_open_of',
  `select ${SCAN_COLUMNS} from accreditation_scans s
   where s.organization_id = $1 and s.accreditation_id = $2 and s.status in ('pending', 'in_progress', 'waiting')
   order by s.created_at desc limit 1`,
);
const again = requestingStatement('accreditation_verify', {
  insert: 'select * from accreditations where organization_id = $1 and id = $2',
  values: 1,
});

/** Asks the register again, now; a look that is already under way is not doubled. Throws `not-found`. */
export async function verifyAccreditation(
  tx: Tx,
  actor: Actor,
  { id, reason, now }: { id: number; reason: Exclude<ScanReason, 'submitted'>; now: Date },
): Promise<Requested> {
  allow(actor, 'accreditations:write');
  const accreditation = await tx.maybe(lock(actor.organization.id, id, now, reason === 'reverified'));
  if (!accreditation) throw new Failure('not-found', 'accreditation', { subject: id });
  const running = await tx.maybe(open(actor.organization.id, id));
  if (running) return { scan: running, accreditation };
  const correlationId = randomUUID();
  const { type, inputs } = accreditation;
  const change = { kind: 'accreditation.verification_requested', after: { correlationId, reason } };
  const scan = { correlationId, type, reason, inputs, idempotencyKey: null, fingerprint: null, now, change };
  return tx.one(again(actor, scan, [id]));
}
