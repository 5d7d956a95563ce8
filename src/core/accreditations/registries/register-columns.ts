// What the columns of a register's file mean (docs/registries.md). A heading that may mean more than evidence and is not known
// is refused: a date of expiry under another name would otherwise be no date of expiry.
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
  /** Kept, and nothing else. */
  | 'evidence';

const HEADINGS: Readonly<Record<Exclude<Meaning, 'alias' | 'evidence'>, readonly string[]>> = {
  identifier: ['identifier', 'number', 'card_number', 'registration_number'],
  name: ['name', 'full_name'],
  first_name: ['first_name', 'first_names', 'given_name', 'given_names'],
  middle_name: ['middle_name', 'middle_names'],
  surname: ['surname', 'last_name', 'family_name'],
  birth_date: ['birth_date', 'date_of_birth', 'dob'],
  status: ['status'],
  expiry_date: ['expiry_date', 'date_of_expiry'],
};

const BY_HEADING = new Map(
  Object.entries(HEADINGS).flatMap(([meaning, headings]) => headings.map((heading) => [heading, meaning as Meaning])),
);

/** Headings that look like one of these and are not known. */
const LOOKALIKES: readonly (readonly [meaning: Meaning, pattern: RegExp])[] = [
  ['birth_date', /(?:^|_)(?:birth|birthday|born|dob)(?:_|$)/],
  ['status', /status|standing|outcome|cancel|suspend|revo[ck]|barred/],
  ['expiry_date', /expir|valid|until|end_date/],
];

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

/** What a heading means by itself. */
export function meaningOf(heading: string): Meaning {
  const known = BY_HEADING.get(heading) ?? BY_HEADING.get(headingOf(heading));
  if (known) return known;
  const isName = headingOf(heading)
    .split('_')
    .some((word) => /^(?:names?|alias(?:es)?|aka|known)$/.test(word));
  return isName ? 'alias' : 'evidence';
}

/**
 * What each column means, in order. Throws `invalid`: `register_columns` where the people or cards are in no column,
 * `register_column_twice`, `register_column_unclear`; the subject is what was found.
 */
export function meaningsOf(headings: readonly string[], kind: RegisterKind): Meaning[] {
  const meanings = headings.map(meaningOf);
  if (!isSearchable(meanings, kind)) throw refused('register_columns', headings.join(', '));
  const twice = headings.find((_, index) => {
    const meaning = meanings[index] ?? 'evidence';
    return meaning in HEADINGS && meanings.indexOf(meaning) !== index;
  });
  if (twice !== undefined) throw refused('register_column_twice', twice);
  const unclear = kind === 'ban' ? LOOKALIKES.slice(0, 1) : LOOKALIKES;
  for (const [meaning, pattern] of unclear) {
    const found = meanings.includes(meaning)
      ? undefined
      : headings.find((heading, index) => meanings[index] === 'evidence' && pattern.test(headingOf(heading)));
    if (found !== undefined) throw refused('register_column_unclear', `"${found}": ${meaning}`);
  }
  return meanings;
}

function isSearchable(meanings: readonly Meaning[], kind: RegisterKind): boolean {
  const hasNames = meanings.includes('name') || (meanings.includes('first_name') && meanings.includes('surname'));
  const hasNumbers = meanings.includes('identifier');
  return (hasNames && kind !== 'card') || (hasNumbers && kind !== 'ban');
}

/** An import that is not understood; the subject says where, and what was found. */
export function refused(code: string, found: string): Failure {
  return new Failure('invalid', code, { subject: found.slice(0, 300), issues: [{ field: 'csv', code }] });
}
