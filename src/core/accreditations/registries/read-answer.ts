// What a verifier's answer says. What cannot be read becomes evidence, and then the person is never left cleared by it.
import { isCalendarDate } from '../../base/clock.ts';
import { type Finding, isCleared, isOutcome, NOT_UNDERSTOOD, type Outcome, REASONS } from '../outcome.ts';
import { contradicts, isOtherIdentifier, isTooDeep, type Question, repeatedNames } from './contradiction.ts';

export interface ReadAnswer {
  readonly finding: Finding;
  /** What could not be read, by where it stood, as JSON text cut to `SHOWN` characters; undefined: all of it was. */
  readonly unread: Readonly<Record<string, string>> | undefined;
  /** Whether the outcome is one, or a person has to look. */
  readonly isOutcomeKnown: boolean;
}

/** Characters of what could not be read that are kept. */
const SHOWN = 500;

/** Characters of a part that is kept as it is; longer ones would only fill the database. */
const LONGEST = 20_000;

/** What may be in an answer; a verifier may repeat what it was asked. */
const PARTS: Readonly<Record<string, (value: unknown, question: Question) => boolean>> = {
  outcome: (value) => typeof value === 'string' && isOutcome(value),
  expiry_date: (value) => typeof value === 'string' && isCalendarDate(value),
  response: isTexts,
  flags: isTexts,
  extra: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isStorable(value),
  correlation_id: (value, { correlationId }) => value === correlationId,
  type: (value, { type }) => value === type,
  identifier: (value, { identifier }) =>
    (typeof value === 'string' || typeof value === 'number') && !isOtherIdentifier(String(value), identifier),
};

/** Parts that may speak against a clearance; with any other outcome their words are what they should be. */
const AGAINST: ReadonlySet<string> = new Set(['response', 'flags', 'extra']);

/**
 * `{"outcome", "expiry_date"?, "response"?, "flags"?, "extra"?}` as a finding (docs/registries.md). With a part that cannot be
 * read, that is there twice, that speaks against the clearance, or that is about another check or person than was asked about, a
 * clearance becomes `review`. Undefined for a text that does not even begin as JSON does: a proxy's page is no answer.
 */
export function readAnswer(text: string, question: Question): ReadAnswer | undefined {
  const answer = parsed(text);
  if (answer === undefined) return /^\s*[[{"]/.test(text) ? notUnderstood({ answer: shorten(text) }) : undefined;
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    return notUnderstood({ answer: shown(answer) });
  const repeated = repeatedNames(text).map((name) => [shorten(name), shorten(text)] as const);
  return readParts(answer as Readonly<Record<string, unknown>>, question, repeated);
}

type Part = readonly [name: string, text: string];

function readParts(
  answer: Readonly<Record<string, unknown>>,
  question: Question,
  repeated: readonly Part[],
): ReadAnswer {
  const given = Object.entries(answer).filter(([, value]) => value !== null && value !== '');
  const isRead = ([name, value]: [string, unknown]) =>
    Object.hasOwn(PARTS, name) && PARTS[name]?.(value, question) === true;
  const isAgainst = ([name, value]: [string, unknown]) => AGAINST.has(name) && contradicts(value, question);
  const doubtful = given.filter((part) => !isRead(part) || isAgainst(part));
  const shownParts = doubtful.map(([name, value]): Part => [shorten(name), shown(value)]);
  const read = Object.fromEntries(given.filter(isRead)) as Pick<Finding, 'response' | 'extra'> & {
    readonly flags?: readonly string[];
    readonly outcome?: Outcome;
    readonly expiry_date?: string;
  };
  const cleared = read.outcome !== undefined && isCleared(read.outcome);
  const unread = [...repeated, ...shownParts.filter(([name]) => cleared || !AGAINST.has(name) || !(name in read))];
  const outcome = read.outcome ?? worseOutcome(answer.outcome);
  if (outcome === undefined)
    return notUnderstood(Object.fromEntries([['outcome', shown(answer.outcome ?? null)], ...unread]));
  const { response, flags, extra } = read;
  const finding: Finding = {
    outcome,
    ...(read.expiry_date === undefined ? {} : { expiryDate: read.expiry_date }),
    ...(response === undefined ? {} : { response }),
    ...(flags === undefined ? {} : { reasons: flags }),
    ...(extra === undefined ? {} : { extra }),
  };
  if (unread.length === 0) return { finding, unread: undefined, isOutcomeKnown: true };
  return { finding: atBestReview(finding), unread: Object.fromEntries(unread), isOutcomeKnown: true };
}

/** A finding of which not everything was understood: what takes a clearance away stays, what gives one is for a person. */
function atBestReview(finding: Finding): Finding {
  const outcome = isCleared(finding.outcome) ? 'review' : finding.outcome;
  return { ...finding, outcome, reasons: [...(finding.reasons ?? REASONS[finding.outcome]), NOT_UNDERSTOOD] };
}

/** Of an answer that tells no outcome; a person has to look. */
export function notUnderstood(unread: Readonly<Record<string, string>>): ReadAnswer {
  return { finding: { outcome: 'review', reasons: [NOT_UNDERSTOOD] }, unread, isOutcomeKnown: false };
}

/** `Barred` and `NOT FOUND` are not the words agreed on; that they are no clearance is plain all the same. */
function worseOutcome(outcome: unknown): Outcome | undefined {
  if (typeof outcome !== 'string') return undefined;
  const word = outcome
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return isOutcome(word) && !isCleared(word) ? word : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') && isStorable(value);
}

/** Whether PostgreSQL keeps it as it is: no NUL, no half of a surrogate pair. `JSON.stringify` writes both as escapes. */
function isStorable(value: object): boolean {
  const text = isTooDeep(value) ? undefined : jsonOf(value);
  return text !== undefined && text.length <= LONGEST && !/\\u(0000|d[89a-f][0-9a-f]{2})/.test(text);
}

function shown(value: unknown): string {
  return shorten(jsonOf(value) ?? 'too deep to be shown');
}

/** Undefined for what is nested too deeply. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** The beginning of a text, such that PostgreSQL keeps it. */
export function shorten(text: string): string {
  return text.slice(0, SHOWN).toWellFormed().replaceAll('\0', '\ufffd');
}
