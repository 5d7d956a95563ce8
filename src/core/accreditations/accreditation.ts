/** One check of one person (a constituent or not) with one register: its current state (docs/contracts/oho.md §4). */
import { comparisonKey } from '../base/fold.ts';
import type { Details, Outcome } from './outcome.ts';

/** Where the check stands; what the register says about the person is its outcome. */
export type AccreditationStatus = 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled';

export interface Accreditation {
  readonly id: number;
  readonly constituentId: number | null;
  readonly type: string;
  /** As given. */
  readonly identifier: string | null;
  readonly correlationId: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly status: AccreditationStatus;
  /** What the register says; null: nothing yet. */
  readonly outcome: Outcome | null;
  /** Why, in short names such as `name_mismatch`. */
  readonly reasons: readonly string[];
  readonly details: Details;
  /** Whether the register could not be reached since; the result is the last one known. */
  readonly unreachable: boolean;
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
