// What in an answer speaks against the clearance that it gives: words of another outcome, and another person.
import { comparisonKey } from '../../base/fold.ts';
import { normalizeIdentifier } from '../accreditation.ts';
import { knownMeaningOf } from './register-columns.ts';
import { namesOf } from './register-names.ts';

/** What a verifier was asked about. */
export interface Question {
  readonly correlationId: string;
  /** The code of the check's type. */
  readonly type: string;
  readonly identifier: string | null;
  readonly inputs: Readonly<Record<string, string>>;
}

const WORDS =
  /barred|suspend|cancel|expired|lapsed|revok|revoc|withdrawn|exclud|exclusion|refus|prohibit|disqualif|negative[ _-]?notice/;

/** Whether a text has a word that a cleared person's record has no place for; also in `not barred`: a person has to look. */
export function tellsOfRefusal(text: string): boolean {
  return WORDS.test(comparisonKey(text.replace(ESCAPED, unescaped)));
}

/** A letter as JSON and XML may write it: `\u0062`, `&#98;`, `&#x62;`. */
const ESCAPED = /\\u([0-9a-f]{4})|&#(\d{1,6});|&#x([0-9a-f]{1,5});/gi;

function unescaped(_: string, json?: string, decimal?: string, hex?: string): string {
  return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(json ?? hex ?? '', 16));
}

/** Whether what goes with a clearance speaks against it, or is about somebody else. `value` is nested at most `DEEPEST` times. */
export function contradicts(value: unknown, question: Question): boolean {
  return leavesOf(value).some(([name, text]) => tellsOfRefusal(`${name} ${text}`) || isOfOther(name, text, question));
}

type Leaf = readonly [name: string, text: string];

/** Every value and the name it stands under; what is said not to be so (`"barred": false`) is left out. */
function leavesOf(value: unknown, name = ''): Leaf[] {
  if (value === null || value === false || value === undefined || value === '' || value === 0) return [];
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, name));
  if (typeof value === 'object') return Object.entries(value).flatMap(([key, item]) => leavesOf(item, key));
  return [[name, String(value)]];
}

function isOfOther(name: string, text: string, { identifier, inputs }: Question): boolean {
  const meaning = knownMeaningOf(name);
  const person = namesOf(inputs);
  if (meaning === 'identifier') return isOtherIdentifier(text, identifier);
  if (meaning === 'birth_date') return inputs.birth_date !== undefined && text !== inputs.birth_date;
  if (meaning === 'first_name') return isOtherText(namesOf({ first_name: text }).first, person.first);
  if (meaning === 'surname') return isOtherText(namesOf({ surname: text }).surname, person.surname);
  const whole = namesOf({ name: text }).short;
  return meaning === 'name' && isOtherText(whole, person.short) && isOtherText(whole, person.long);
}

/** A name that was not asked about cannot be another. */
function isOtherText(said: string, asked: string): boolean {
  return asked.trim() !== '' && said !== asked;
}

/** Compared as card numbers are: without case, spaces and hyphens. */
export function isOtherIdentifier(said: string, asked: string | null): boolean {
  return normalizeIdentifier(said) !== normalizeIdentifier(asked ?? '');
}

/** Levels of lists and objects that are read. */
const DEEPEST = 20;

export function isTooDeep(value: unknown, left = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((item) => isTooDeep(item, left - 1));
}

/** Of a JSON text: an escaped character, and what begins or ends something. */
const TOKEN = /\\.|["{}[\]:]/g;

/** The texts and signs of a valid JSON text, in order; texts in quotes. */
function* tokensOf(json: string): Generator<string> {
  let start: number | undefined;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (token === '"' && start !== undefined) {
      yield json.slice(start, index + 1);
      start = undefined;
    } else if (token === '"') start = index;
    else if (start === undefined) yield token;
  }
}

/** Names that stand twice in one object of a valid JSON text, of which `JSON.parse` would keep the last only. */
export function repeatedNames(json: string): string[] {
  const open: Set<string>[] = [];
  const repeated = new Set<string>();
  let last = '';
  for (const token of tokensOf(json)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':') last = JSON.parse(token);
    else if (open.at(-1)?.has(last)) repeated.add(last);
    else open.at(-1)?.add(last);
  }
  return [...repeated];
}
