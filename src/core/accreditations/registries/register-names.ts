// Names in registers: compared strictly where somebody is cleared or barred by it, loosely where a person looks.
import { fold } from '../../base/fold.ts';
import { isNearly, mayBeSameGivenName } from './given-names.ts';
import { type Meaning, meaningOf } from './register-columns.ts';

/** A row of a register's file by its headings. */
export type Row = Readonly<Record<string, string>>;

/** A name as two are the same: case, accents, the kind of apostrophe and dash apart. */
function strictly(text: string): string {
  const plain = text
    .replace(/\p{Cf}/gu, '')
    .replace(/[‘’‛ʹʻʼʽ´`′＇]/g, "'")
    .replace(/\p{Pd}/gu, '-');
  return fold(plain);
}

/** The words of a name, without apostrophes, and with ä written as a or as ae. */
function wordsOf(text: string): string[] {
  const words = strictly(text)
    .replaceAll("'", '')
    .split(/[^\p{L}\p{M}\p{N}]+/u);
  return words.filter((word) => word !== '').map((word) => word.replace(/([aou])e/g, '$1'));
}

/** Up to so many words are also compared run together: `O Brien` is `OBrien`. */
const RUN = 3;

function runsOf(words: readonly string[]): string[] {
  return words.flatMap((_, start) =>
    Array.from({ length: Math.min(RUN, words.length - start) }, (_, more) =>
      words.slice(start, start + more + 1).join(''),
    ),
  );
}

export interface Names {
  /** The whole name, without and with the middle names. */
  readonly short: string;
  readonly long: string;
  readonly hasMiddle: boolean;
  readonly first: string;
  readonly surname: string;
  /** All words of all names. */
  readonly words: readonly string[];
  /** In which letters they are, see `scriptOf`. */
  readonly script: string;
}

const NAME_PARTS = ['first_name', 'middle_name', 'surname'] as const;

/** The names in a row, or of a person who is asked about. */
export function namesOf(row: Row): Names {
  const filled = Object.entries(row).filter(([, value]) => value.trim() !== '');
  const meant = filled.map(([heading, value]) => [meaningOf(heading), value] as const);
  const of = (meaning: Meaning) => meant.flatMap(([means, value]) => (means === meaning ? [value] : []));
  const [first = '', middle = '', surname = ''] = NAME_PARTS.map((part) => of(part)[0]);
  const whole = of('name')[0] ?? '';
  const [short, long] = whole ? [whole, whole] : [`${first} ${surname}`, `${first} ${middle} ${surname}`];
  const parts = [whole, [first, middle, surname].join(' '), ...of('alias')];
  return {
    short: strictly(short),
    long: strictly(long),
    hasMiddle: whole === '' && middle !== '',
    first: strictly(first),
    surname: strictly(surname),
    words: parts.flatMap(wordsOf),
    script: scriptOf(parts),
  };
}

/** The same name. Middle names must be the same where both have some. */
export function isSameName(one: Names, other: Names): boolean {
  if (one.short === '' || other.short === '') return false;
  if (one.hasMiddle && other.hasMiddle) return one.long === other.long;
  return [one.short, one.long].some((name) => name === other.short || name === other.long);
}

const NO_NAME = '~none';
const LATIN = '~latin';
const OTHER_SCRIPT = '~other';

const SCRIPTS: readonly (readonly [key: string, letter: RegExp])[] = [
  [LATIN, /\p{Script=Latin}/u],
  ['~cyrillic', /\p{Script=Cyrillic}/u],
  ['~greek', /\p{Script=Greek}/u],
  ['~han', /\p{Script=Han}/u],
  ['~hiragana', /\p{Script=Hiragana}/u],
  ['~katakana', /\p{Script=Katakana}/u],
  ['~hangul', /\p{Script=Hangul}/u],
  ['~arabic', /\p{Script=Arabic}/u],
  ['~hebrew', /\p{Script=Hebrew}/u],
  ['~thai', /\p{Script=Thai}/u],
  ['~devanagari', /\p{Script=Devanagari}/u],
];
const SCRIPT_KEYS = [...SCRIPTS.map(([key]) => key), OTHER_SCRIPT, NO_NAME];

/**
 * In which letters names are; those in different ones cannot be compared. One name in several, where a Cyrillic letter may
 * stand for the Latin one that looks the same, can be compared with none and is `NO_NAME`. A Latin alias is enough to compare.
 */
function scriptOf(parts: readonly string[]): string {
  const scripts = parts.map(scriptsIn).filter((found) => found.length > 0);
  const single = new Set(scripts.map(([script = NO_NAME]) => script));
  if (scripts.length === 0 || scripts.some((found) => found.length > 1)) return NO_NAME;
  if (single.has(LATIN)) return LATIN;
  return single.size === 1 ? ([...single][0] ?? NO_NAME) : NO_NAME;
}

function scriptsIn(name: string): string[] {
  const letters = strictly(name);
  const found = SCRIPTS.filter(([, letter]) => letter.test(letters)).map(([key]) => key);
  return found.length === 0 && wordsOf(name).length > 0 ? [OTHER_SCRIPT] : found;
}

/** What a row is found by: its words alone and run together, and in what letters they are. */
export function keysOf(names: Names): string[] {
  return [...new Set([...runsOf(names.words), names.script])];
}

/** For a person whose names are in parts: what a row must have one of to be somebody who may be meant. */
export function searchKeysOf(person: Names): string[] {
  const incomparable = SCRIPT_KEYS.filter((script) => isIncomparable(script, person.script));
  return [...telling(wordsOf(person.surname)), ...wholeOf(person), ...incomparable];
}

function isIncomparable(one: string, other: string): boolean {
  return one !== other || one === NO_NAME;
}

/** First name and surname in one word, either one first: scripts without spaces write a name so. */
function wholeOf({ first, surname }: Names): string[] {
  const [given, family] = [wordsOf(first).join(''), wordsOf(surname).join('')];
  return given === '' || family === '' ? [] : [given + family, family + given];
}

/** Runs of words that tell people apart: not the `de` and `al` of a longer name. */
function telling(words: readonly string[]): string[] {
  const isLong = words.some((word) => word.length >= 3);
  return runsOf(words).filter((run) => run.length >= 3 || !isLong);
}

function givenOf({ words, surname }: Names): string[] {
  return words.slice(0, words.length - wordsOf(surname).length);
}

/** Whether somebody in a register may be this person; also when the names cannot be compared. */
export function mayBeNameOf(row: Names, person: Names, isSameBirthDate: boolean): boolean {
  if (isSameName(row, person)) return true;
  if (isIncomparable(row.script, person.script) || person.surname === '') return true;
  const keys = new Set(runsOf(row.words));
  if (wholeOf(person).some((key) => keys.has(key))) return true;
  const given = givenOf(person);
  const hasSurname = telling(wordsOf(person.surname)).some((key) => keys.has(key));
  const hasGiven = telling(given).some((key) => keys.has(key));
  if (isSameBirthDate) return hasSurname || hasGiven || isMistyped(person, [...keys]);
  return hasSurname && (hasGiven || isShort(row, person, given));
}

/** Whether both names are nearly those of a row. */
function isMistyped(person: Names, keys: readonly string[]): boolean {
  const isNear = (words: readonly string[]) => words.some((word) => keys.some((key) => isNearly(word, key)));
  return isNear(telling(wordsOf(person.surname))) && isNear(telling(givenOf(person)));
}

/** `P` and `Pat` may stand for `Patrick`, and `Bob` for `Robert`, either way round, and a surname alone for everybody of that name. */
function isShort(row: Names, { surname }: Names, given: readonly string[]): boolean {
  const own = new Set(runsOf(wordsOf(surname)));
  const others = row.words.filter((word) => !own.has(word));
  const isBegun = (word: string) =>
    given.some((name) => name.startsWith(word) || word.startsWith(name) || mayBeSameGivenName(name, word));
  return others.length === 0 || others.some(isBegun);
}
