import type { ConstituentInput } from '../constituents/record/constituent-input.ts';
import type { FlatInput } from '../constituents/record/flat-fields.ts';

/** What a caller asks a register. */
export interface ScanRequest {
  readonly type: string;
  readonly identifier: string | null;
  /** What the register is asked with, by the names of the catalogue. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The constituent whom the check is about; null: somebody who is no constituent. */
  readonly person: { readonly id: number } | { readonly email: string; readonly input: ConstituentInput } | null;
  /** What the check tells about the person (docs/contracts/oho.md §3.7). */
  readonly enrichment: FlatInput & { readonly birthDate?: string };
  readonly idempotencyKey?: string;
  /** The caller's own name for the check; also makes it idempotent. */
  readonly correlationId?: string;
  readonly now: Date;
}
