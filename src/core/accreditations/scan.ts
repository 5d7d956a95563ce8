/** One request to look at a register: submitted, asked again, or due by schedule. */

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

/** The columns of `Scan`, of `accreditation_scans s`. */
export const SCAN_COLUMNS = `s.correlation_id as "correlationId", s.accreditation_id as "accreditationId", s.reason, s.inputs,
  s.registry, s.status, s.attempts, s.last_error as "lastError", s.created_at as "createdAt", s.completed_at as "completedAt"`;

/** Seconds before another try when a register cannot be reached; after the last one the scan has failed. */
export const RETRY_SECONDS = [30, 120, 600, 3_600, 21_600] as const;

/** How long one worker may take before another takes the scan over (milliseconds). */
export const CLAIM_MILLISECONDS = 30_000;
