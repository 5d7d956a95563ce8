// What the columns of a register's file mean (docs/registries.md). A heading that is not known is refused: a column that tells of
// an expiry or a withdrawal under another name would otherwise count for nothing.
import { Failure } from '../../base/failure.ts';
import { fold } from '../../base/fold.ts';
import { findCheckType } from '../catalogue.ts';

export type Meaning =
  | 'identifier'
  | 'name'
  | 'first_name'
  | 'middle_name'
  | 'surname'
  | 'birth_date'
  | 'status'
  | 'expiry_date'
  /** Another name of the person. */
  | 'alias'
  /** Kept, and nothing else: the caller has said that it does not count. */
  | 'evidence';

const HEADINGS: Readonly<Record<Exclude<Meaning, 'alias' | 'evidence'>, readonly string[]>> = {
  identifier: ['identifier', 'number', 'card_number', 'registration_number'],
  name: ['name', 'full_name'],
  first_name: ['first_name', 'first_names', 'given_name', 'given_names'],
  middle_name: ['middle_name', 'middle_names'],
  surname: ['surname', 'last_name', 'family_name'],
  birth_date: ['birth_date', 'date_of_birth', 'dob'],
  status: ['status', 'card_status', 'registration_status', 'outcome', 'result'],
  expiry_date: [
    ...['expiry_date', 'date_of_expiry', 'expiry', 'expires', 'expires_on', 'exp', 'exp_date', 'expiration_date'],
    ...['expiration', 'end', 'ends', 'end_date', 'date_to', 'valid_to', 'valid_until', 'lapses', 'lapses_on'],
  ],
};

const BY_HEADING = new Map(
  Object.entries(HEADINGS).flatMap(([meaning, headings]) => headings.map((heading) => [heading, meaning as Meaning])),
);

/** What a heading of another name consists of, one of these at least: `former surname`, `also known as`, `nee`. */
const ALIAS = /^(?:names?|surnames?|alias(?:es)?|aka|known|nee|maiden|former|formerly|previous|previously|other)$/;
const BESIDE_ALIAS = /^(?:first|last|given|family|middle|full|also|as|or|birth|married|legal|preferred|english|\d+)$/;

/** What is searched in a register: lists of bans by name, cards by number; a register of another name may be either. */
export type RegisterKind = 'ban' | 'card' | 'any';

export function kindOfRegister(register: string): RegisterKind {
  const type = findCheckType(register);
  if (!type) return 'any';
  return type.category === 'ban' ? 'ban' : 'card';
}

/** A heading as it is compared: `Date of Birth` is `date_of_birth`. */
export function headingOf(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
}

/** Before the key of a column that does not count: whatever it is called, a check does not read it. */
const IGNORED = 'ignored:';

export function ignoredKeyOf(heading: string): string {
  return IGNORED + (headingOf(heading) || 'column');
}

/** What a key of a stored row means; rows of earlier imports have headings that are refused now. */
export function meaningOf(key: string): Meaning {
  if (key.startsWith(IGNORED)) return 'evidence';
  const known = knownMeaningOf(key);
  if (known) return known;
  const isName = headingOf(key)
    .split('_')
    .some((word) => /^(?:names?|alias(?:es)?|aka|known)$/.test(word));
  return isName ? 'alias' : 'evidence';
}

/** What a heading of a file means; undefined for one that is not known. */
export function knownMeaningOf(heading: string): Meaning | undefined {
  const key = headingOf(heading);
  const known = BY_HEADING.get(heading) ?? BY_HEADING.get(key);
  if (known) return known;
  const words = key.split('_');
  const isAlias =
    words.some((word) => ALIAS.test(word)) && words.every((word) => ALIAS.test(word) || BESIDE_ALIAS.test(word));
  return isAlias ? 'alias' : undefined;
}

/** Whose columns a file has, and which of them do not count. */
interface Reading {
  readonly kind: RegisterKind;
  readonly ignored: readonly string[];
}

/**
 * What each column means, in order; a column without a heading is `evidence`. Throws `invalid`: `register_columns` where the
 * people or cards are in no column, `register_column_twice`, `register_column_unknown`; the subject is what was found.
 */
export function meaningsOf(headings: readonly string[], { kind, ignored }: Reading): Meaning[] {
  const left = new Set(ignored.map(headingOf));
  const known = headings.map((heading) => (left.has(headingOf(heading)) ? 'evidence' : knownMeaningOf(heading)));
  const meanings = known.map((meaning): Meaning => meaning ?? 'evidence');
  if (!isSearchable(meanings, kind)) throw refused('register_columns', headings.join(', '));
  const twice = headings.find((_, index) => {
    const meaning = meanings[index] ?? 'evidence';
    return meaning in HEADINGS && meanings.indexOf(meaning) !== index;
  });
  if (twice !== undefined) throw refused('register_column_twice', twice);
  const unknown = headings.filter((heading, index) => known[index] === undefined && heading !== '');
  if (unknown.length > 0) throw unknownColumns(unknown);
  return meanings;
}

/** Names the columns, and the headings that are known. */
export function unknownColumns(headings: readonly string[]): Failure {
  const found = headings.map((heading) => `"${heading}"`).join(', ');
  const words = [...BY_HEADING.keys(), 'alias', 'also_known_as', 'former_name', 'maiden_name', 'nee'].join(', ');
  return refused('register_column_unknown', `${found.slice(0, 300)}; known are ${words}`);
}

function isSearchable(meanings: readonly Meaning[], kind: RegisterKind): boolean {
  const hasNames = meanings.includes('name') || (meanings.includes('first_name') && meanings.includes('surname'));
  const hasNumbers = meanings.includes('identifier');
  return (hasNames && kind !== 'card') || (hasNumbers && kind !== 'ban');
}

/** An import that is not understood; the subject says where, and what was found. */
export function refused(code: string, found: string): Failure {
  return new Failure('invalid', code, { subject: found.slice(0, 1000), issues: [{ field: 'csv', code }] });
}
