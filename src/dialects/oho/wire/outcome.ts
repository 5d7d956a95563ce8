// What each outcome of a check is in the words of the contract: the one table of docs/contracts/oho.md §3.5.
import type { Accreditation } from '../../../core/accreditations/accreditation.ts';
import { findCheckType } from '../../../core/accreditations/catalogue.ts';
import { OUTCOME_NAMES, type Outcome } from '../../../core/accreditations/outcome.ts';

type StatusColor = 'green' | 'yellow' | 'red' | 'grey';

interface Meaning {
  readonly ohoStatus: string;
  readonly mayEngage: boolean;
  readonly color: StatusColor;
  /** NDIS's own word. */
  readonly clearance: string;
  /** What a register would say. */
  readonly words: string;
}

const meaning = (ohoStatus: string, color: StatusColor, clearance: string, words: string): Meaning => ({
  ohoStatus,
  mayEngage: ohoStatus === 'active',
  color,
  clearance,
  words,
});

const MEANINGS: Readonly<Record<Outcome, Meaning>> = {
  active: meaning('active', 'green', 'cleared', 'Active'),
  conditions: meaning('active', 'yellow', 'cleared', 'Active with conditions'),
  review: meaning('review', 'yellow', 'pending', 'Active'),
  expired: meaning('expired', 'red', 'expired', 'Expired'),
  suspended: meaning('suspended', 'red', 'suspended', 'Suspended'),
  cancelled: meaning('cancelled', 'red', 'revoked', 'Cancelled'),
  barred: meaning('barred', 'red', 'excluded', 'Barred'),
  not_found: meaning('not_found', 'red', 'not_found', 'Not found'),
  not_valid: meaning('not_valid', 'red', 'not_found', 'Not valid'),
  pending: meaning('pending', 'grey', 'pending', 'Application in progress'),
  error: meaning('error', 'red', 'pending', 'Not available'),
  // A check that could not be asked: the flags name what is missing (docs/contracts/oho.md §8 no. 8).
  incomplete: meaning('error', 'grey', 'pending', 'Not asked'),
};

/** The color before there is an answer, and while the register cannot be reached. */
const NO_ANSWER: StatusColor = 'grey';

/** The last result stays (docs/contracts/oho.md §3.5). */
const UNREACHABLE_FLAG = 'registry_unavailable';

/** The normalised status of an outcome. */
export function statusToWire(outcome: Outcome): string {
  return MEANINGS[outcome].ohoStatus;
}

export type Shown = Pick<Accreditation, 'type' | 'outcome' | 'reasons' | 'details' | 'expiryDate' | 'unreachable'>;

/** `status_color`, `status_flags` and `registry_response`, which is never null: clients look inside without asking. */
export function resultToWire(shown: Shown) {
  const { outcome, reasons, unreachable } = shown;
  const color = outcome === null || unreachable ? NO_ANSWER : MEANINGS[outcome].color;
  return {
    status_color: color,
    status_flags: unreachable ? [...reasons, UNREACHABLE_FLAG] : reasons,
    registry_response: outcome === null ? {} : responseToWire(shown, outcome),
  };
}

/** The documented keys in the documented order, both documented shapes in one, then what the register said of its own. */
function responseToWire({ type, details, expiryDate }: Shown, outcome: Outcome): Record<string, unknown> {
  const { ohoStatus, mayEngage, clearance } = MEANINGS[outcome];
  const said = details.lastSaid ?? outcome;
  const known = {
    may_engage: mayEngage,
    oho_status: ohoStatus,
    ...(expiryDate === null ? {} : { expiry_date: expiryDate }),
    ...(findCheckType(type)?.category === 'ndis' ? { clearance } : {}),
    response: details.response ?? [type === 'nesa' && said !== 'not_found' ? 'Active' : MEANINGS[said].words],
  };
  // These words are the contract's: a register's own must not pass for them.
  const own = Object.entries(details.extra ?? {}).filter(([name]) => !CONTRACT_WORDS.has(name));
  return { ...known, ...Object.fromEntries(own) };
}

const CONTRACT_WORDS: ReadonlySet<string> = new Set([
  'may_engage',
  'oho_status',
  'expiry_date',
  'clearance',
  'response',
]);

/** What was before an event. */
export function previousToWire({ outcome, unreachable }: Pick<Shown, 'outcome' | 'unreachable'>) {
  const known = outcome === null ? undefined : MEANINGS[outcome];
  return {
    oho_status: known?.ohoStatus ?? null,
    may_engage: known?.mayEngage ?? null,
    status_color: unreachable || !known ? NO_ANSWER : known.color,
  };
}

/** The outcomes of a normalised status; none for a word that is no status. */
export function outcomesOfStatus(status: string): Outcome[] {
  return OUTCOME_NAMES.filter((outcome) => MEANINGS[outcome].ohoStatus === status);
}

/** What is shown in a color. */
export function currentOfColor(color: string): { outcomes: (Outcome | null)[]; unreachable: boolean } {
  const outcomes = OUTCOME_NAMES.filter((outcome) => MEANINGS[outcome].color === color);
  const isGrey = color === NO_ANSWER;
  return { outcomes: isGrey ? [...outcomes, null] : outcomes, unreachable: isGrey };
}
