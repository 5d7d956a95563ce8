// What a check can find out about a person, in no contract's words.
import type { CheckType } from './catalogue.ts';

export const OUTCOME_NAMES = [
  'active',
  'conditions',
  'review',
  'expired',
  'suspended',
  'cancelled',
  'barred',
  'not_found',
  'not_valid',
  'pending',
  'error',
  'incomplete',
] as const;

export type Outcome = (typeof OUTCOME_NAMES)[number];

export function isOutcome(text: string): text is Outcome {
  return (OUTCOME_NAMES as readonly string[]).includes(text);
}

const CLEARED: ReadonlySet<string> = new Set<Outcome>(['active', 'conditions']);

/** Whether an outcome says that the person may be engaged; null, no answer yet, does not. */
export function isCleared(outcome: Outcome | null): boolean {
  return outcome !== null && CLEARED.has(outcome);
}

/** SQL: the same of an accreditation `a`. */
export const IS_CLEARED = `a.outcome in (${[...CLEARED].map((outcome) => `'${outcome}'`).join(', ')})`;

/** Outcomes by which a clearance is taken away. */
export const REVOKED: ReadonlySet<Outcome | null> = new Set<Outcome>(['suspended', 'cancelled', 'barred']);

/** What an outcome comes down to: events tell when this changes. */
export function standingOf(outcome: Outcome | null): Outcome | null {
  if (outcome === 'conditions') return 'active';
  return outcome === 'incomplete' ? 'error' : outcome;
}

/** Reason of a result of which not everything that the register said was understood; a person has to look. */
export const NOT_UNDERSTOOD = 'answer_not_understood';

/** Why it is so, where the register gives no reason of its own. */
export const REASONS: Readonly<Record<Outcome, readonly string[]>> = {
  active: [],
  conditions: ['conditions'],
  review: ['name_mismatch', 'dob_mismatch'],
  expired: ['expired'],
  suspended: ['suspended'],
  cancelled: ['cancelled'],
  barred: ['barred'],
  not_found: ['not_found'],
  not_valid: ['not_found_or_not_acceptable'],
  pending: ['application_in_progress'],
  error: ['provider_credentials_missing'],
  // A check that could not be asked: its reasons name what is missing.
  incomplete: [],
};

/** What a register found out, as an adapter gives it. */
export interface Finding {
  readonly outcome: Outcome;
  /** YYYY-MM-DD */
  readonly expiryDate?: string | null;
  /** The register's own words. */
  readonly response?: readonly string[];
  /** Instead of the reasons that go with the outcome. */
  readonly reasons?: readonly string[];
  /** Anything else the register said, e.g. `card_type`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** The outcome that the register spoke of, where only time has passed since. */
  readonly lastSaid?: Outcome;
}

/** What a register said beyond outcome and date. */
export type Details = Pick<Finding, 'response' | 'extra' | 'lastSaid'>;

/** What is stored of a finding. */
export interface Result {
  readonly outcome: Outcome;
  readonly reasons: readonly string[];
  readonly expiryDate: string | null;
  readonly details: Details;
}

/** A finding as it is stored, of a type of check. */
export function resultOf(type: CheckType, finding: Finding): Result {
  // Some registers cannot tell an unknown number from one that is not acceptable.
  const outcome = finding.outcome === 'not_found' && !type.tellsNotFound ? 'not_valid' : finding.outcome;
  const { response, extra = {}, lastSaid } = finding;
  const details = {
    ...(response === undefined ? {} : { response }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
    ...(lastSaid === undefined ? {} : { lastSaid }),
  };
  return { outcome, reasons: finding.reasons ?? REASONS[outcome], expiryDate: finding.expiryDate ?? null, details };
}
