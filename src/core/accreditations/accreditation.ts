/** One check of one person (a constituent or not) with one register: its current state (docs/contracts/oho.md §4). */
import { comparisonKey } from '../base/fold.ts';

/** Where the check stands; what the register says about the person is in `registryResponse`. */
export type AccreditationStatus = 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled';

export type StatusColor = 'green' | 'yellow' | 'red' | 'grey';

/** What the register answered, in the words of the contract; further keys belong to the type of check. */
export interface RegistryResponse {
  readonly may_engage?: boolean;
  readonly oho_status?: string;
  /** YYYY-MM-DD */
  readonly expiry_date?: string;
  readonly clearance?: string;
  readonly response?: readonly string[];
  readonly [key: string]: unknown;
}

export interface Accreditation {
  readonly id: number;
  readonly constituentId: number | null;
  readonly type: string;
  /** As given. */
  readonly identifier: string | null;
  readonly correlationId: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly status: AccreditationStatus;
  readonly statusColor: StatusColor;
  readonly statusFlags: readonly string[];
  /** Never null: documented clients look inside without asking (docs/contracts/oho.md §3.6). */
  readonly registryResponse: RegistryResponse;
  readonly expiryDate: string | null;
  readonly monitored: boolean;
  readonly nextVerificationAt: string | null;
  /** The first completion. */
  readonly completedAt: string | null;
  readonly lastVerifiedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A number as two are compared: by its key, without spaces and hyphens, in upper case (docs/contracts/oho.md §9). */
export function normalizeIdentifier(identifier: string): string {
  return comparisonKey(identifier).toUpperCase().replace(/[ -]+/g, '');
}
