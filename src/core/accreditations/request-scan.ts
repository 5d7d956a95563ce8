// The rows of one scan and the job that runs it, in the transaction of whoever asks for it.
import { type Write, write } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import { type Change, changeInsert, changeValues } from '../base/change.ts';
import { addJobSql } from '../base/jobs.ts';
import type { Accreditation } from './accreditation.ts';
import { ACCREDITATION_JSON } from './accreditation-queries.ts';
import { settingOf } from './registry-settings.ts';
import { SCAN_JSON, type Scan, type ScanReason } from './scan.ts';

export interface NewScan {
  readonly correlationId: string;
  readonly type: string;
  readonly reason: ScanReason;
  readonly inputs: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | null;
  readonly fingerprint: string | null;
  readonly now: Date;
  /** What is announced about the accreditation. */
  readonly change: Pick<Change, 'kind' | 'after'>;
}

/** An accreditation and the scan that was asked for. */
export interface Requested {
  readonly accreditation: Accreditation;
  readonly scan: Scan;
}

/** The values of a scan without those of its change. */
const SCAN_VALUES = 9;

/**
 * A statement that writes an accreditation and, if that gives a row, a scan of it, with the registry of its type, its job and
 * its change; a worker takes it up when the transaction commits. `insert` is SQL that gives the row, of the organization
 * `$1`, with so many `values` from `$2` on.
 */
export function requestingStatement(
  name: string,
  { insert, values }: { readonly insert: string; readonly values: number },
): (actor: Actor, scan: NewScan, written: readonly unknown[]) => Write<Requested> {
  const first = values + 2;
  const numbers = Array.from({ length: SCAN_VALUES }, (_, index) => `$${first + index}`);
  const [type = '', registry, delay, correlationId, now, ...row] = numbers;
  const text = `with a as (
     ${insert}
   ), chosen as materialized (
     select coalesce((select r.registry from ${settingOf(type)}), ${registry}) as registry
   ), due as (
     select registry, make_interval(secs => case registry when 'sandbox' then ${delay}::double precision else 0 end) as delay
     from chosen
   ), s as (
     insert into accreditation_scans (organization_id, correlation_id, accreditation_id, registry, next_attempt_at,
       created_at, reason, inputs, idempotency_key, fingerprint)
     select $1, ${correlationId}, a.id, due.registry, ${now}::timestamptz + due.delay, ${now}, ${row.join(', ')} from a, due
     returning *
   ), job as (
     select ${addJobSql('run_scan', { organizationId: '$1::bigint', correlationId: 's.correlation_id' }, 'due.delay')}
     from s, due
   ), change as (
     ${changeInsert({ subject: 'a.id', from: 'a', first: first + SCAN_VALUES })}
   )
   select ${ACCREDITATION_JSON} as accreditation, ${SCAN_JSON} as scan from a, s where (select count(*) from job) > 0`;
  const ask = write<Requested>(name, text);
  return (actor, scan, written) => ask(actor.organization.id, ...written, ...valuesOf(actor, scan));
}

function valuesOf(actor: Actor, scan: NewScan): unknown[] {
  const { settings } = actor.organization;
  const { correlationId, reason, idempotencyKey, fingerprint, now } = scan;
  const asked = [scan.type, settings.registry, settings.sandboxDelaySeconds, correlationId, now];
  const row = [reason, JSON.stringify(scan.inputs), idempotencyKey, fingerprint];
  return [...asked, ...row, ...changeValues(actor, { ...scan.change, before: null })];
}
