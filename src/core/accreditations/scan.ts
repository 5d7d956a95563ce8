// One request to look at a register: submitted, asked again, or due by schedule.
import { columnsAs, jsonObject } from '../base/columns.ts';

export type ScanReason = 'submitted' | 'reverified' | 'monitored';
export type ScanStatus = 'pending' | 'in_progress' | 'waiting' | 'completed' | 'failed' | 'cancelled';

export interface Scan {
  readonly correlationId: string;
  readonly accreditationId: number;
  readonly reason: ScanReason;
  readonly inputs: Readonly<Record<string, string>>;
  readonly registry: string;
  readonly status: ScanStatus;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: string;
  readonly completedAt: string | null;
}

const FIELDS = [
  'correlationId',
  'accreditationId',
  'reason',
  'inputs',
  'registry',
  'status',
  'attempts',
  'lastError',
  'createdAt',
  'completedAt',
] as const satisfies readonly (keyof Scan)[];

/** The columns of `Scan`, of `accreditation_scans s`. */
export const SCAN_COLUMNS = columnsAs('s', FIELDS);

/** The same as one JSON. */
export const SCAN_JSON = jsonObject('s', FIELDS);

/** Seconds before another try when a register cannot be reached; after the last one the scan has failed. */
export const RETRY_SECONDS = [30, 120, 600, 3_600, 21_600] as const;

/** How long one worker may take before another takes the scan over (milliseconds). */
export const CLAIM_MILLISECONDS = 30_000;
