// What each outcome of a check means in the words of the contract: the one table of docs/contracts/oho.md §3.5.
import type { RegistryResponse, StatusColor } from './accreditation.ts';
import type { CheckType } from './catalogue.ts';

interface Meaning {
  readonly ohoStatus: string;
  readonly mayEngage: boolean;
  readonly color: StatusColor;
  readonly flags: readonly string[];
  /** NDIS's own word. */
  readonly clearance: string;
  /** What a register would say. */
  readonly words: string;
}

export const OUTCOMES = {
  active: { ohoStatus: 'active', mayEngage: true, color: 'green', flags: [], clearance: 'cleared', words: 'Active' },
  conditions: {
    ohoStatus: 'active',
    mayEngage: true,
    color: 'yellow',
    flags: ['conditions'],
    clearance: 'cleared',
    words: 'Active with conditions',
  },
  review: {
    ohoStatus: 'review',
    mayEngage: false,
    color: 'yellow',
    flags: ['name_mismatch', 'dob_mismatch'],
    clearance: 'pending',
    words: 'Active',
  },
  expired: {
    ohoStatus: 'expired',
    mayEngage: false,
    color: 'red',
    flags: ['expired'],
    clearance: 'expired',
    words: 'Expired',
  },
  suspended: {
    ohoStatus: 'suspended',
    mayEngage: false,
    color: 'red',
    flags: ['suspended'],
    clearance: 'suspended',
    words: 'Suspended',
  },
  cancelled: {
    ohoStatus: 'cancelled',
    mayEngage: false,
    color: 'red',
    flags: ['cancelled'],
    clearance: 'revoked',
    words: 'Cancelled',
  },
  barred: {
    ohoStatus: 'barred',
    mayEngage: false,
    color: 'red',
    flags: ['barred'],
    clearance: 'excluded',
    words: 'Barred',
  },
  not_found: {
    ohoStatus: 'not_found',
    mayEngage: false,
    color: 'red',
    flags: ['not_found'],
    clearance: 'not_found',
    words: 'Not found',
  },
  not_valid: {
    ohoStatus: 'not_valid',
    mayEngage: false,
    color: 'red',
    flags: ['not_found_or_not_acceptable'],
    clearance: 'not_found',
    words: 'Not valid',
  },
  pending: {
    ohoStatus: 'pending',
    mayEngage: false,
    color: 'grey',
    flags: ['application_in_progress'],
    clearance: 'pending',
    words: 'Application in progress',
  },
  error: {
    ohoStatus: 'error',
    mayEngage: false,
    color: 'red',
    flags: ['provider_credentials_missing'],
    clearance: 'pending',
    words: 'Not available',
  },
  // A check that could not be asked: the flags name what is missing (docs/contracts/oho.md §8 no. 8).
  incomplete: {
    ohoStatus: 'error',
    mayEngage: false,
    color: 'grey',
    flags: [],
    clearance: 'pending',
    words: 'Not asked',
  },
} as const satisfies Readonly<Record<string, Meaning>>;

export type Outcome = keyof typeof OUTCOMES;

export const OUTCOME_NAMES = Object.keys(OUTCOMES) as readonly Outcome[];

export function isOutcome(text: string): text is Outcome {
  return Object.hasOwn(OUTCOMES, text);
}

/** Outcomes by which a clearance is taken away. */
export const REVOKED: ReadonlySet<string> = new Set(['suspended', 'cancelled', 'barred']);

/** Flag of a check whose register could not be reached; the last result stays (docs/contracts/oho.md §3.5). */
export const UNAVAILABLE_FLAG = 'registry_unavailable';

/** Flag of a result of which not everything that the register said was understood; a person has to look. */
export const NOT_UNDERSTOOD_FLAG = 'answer_not_understood';

/** What a register found out, before it is put into the words of the contract. */
export interface Finding {
  readonly outcome: Outcome;
  /** YYYY-MM-DD */
  readonly expiryDate?: string | null;
  /** The register's own words. */
  readonly response?: readonly string[];
  readonly flags?: readonly string[];
  /** Anything else the register said, e.g. `card_type`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface Result {
  readonly statusColor: StatusColor;
  readonly statusFlags: readonly string[];
  readonly registryResponse: RegistryResponse;
  readonly expiryDate: string | null;
}

/** A finding in the words of the contract, both documented shapes in one (docs/contracts/oho.md §3.5). */
export function resultOf(type: CheckType, finding: Finding): Result {
  // Some registers cannot tell an unknown number from one that is not acceptable.
  const outcome = finding.outcome === 'not_found' && !type.tellsNotFound ? 'not_valid' : finding.outcome;
  const meaning: Meaning = OUTCOMES[outcome];
  const expiryDate = finding.expiryDate ?? null;
  // These words are the contract's: a register's own must not pass for them.
  const { may_engage, oho_status, expiry_date, clearance, response, ...extra } = finding.extra ?? {};
  return {
    statusColor: meaning.color,
    statusFlags: finding.flags ?? meaning.flags,
    expiryDate,
    registryResponse: {
      ...extra,
      may_engage: meaning.mayEngage,
      oho_status: meaning.ohoStatus,
      ...(expiryDate === null ? {} : { expiry_date: expiryDate }),
      ...(type.category === 'ndis' ? { clearance: meaning.clearance } : {}),
      response: finding.response ?? [
        type.code === 'nesa' && meaning.ohoStatus !== 'not_found' ? 'Active' : meaning.words,
      ],
    },
  };
}
