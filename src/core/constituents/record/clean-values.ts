// Values brought into their usual form, for organizations that want what people type tidied up.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

const SPACES = /\s+/g;

function squeeze(text: string): string {
  return text.replace(SPACES, ' ').trim();
}

/** Whether somebody typed without the shift key, or with it stuck: only then capital letters are ours to set. */
function isOneCase(text: string): boolean {
  return text === text.toLowerCase() || text === text.toUpperCase();
}

/** `o'NEILL-smith` stays, `O'NEILL-SMITH` → `O'Neill-Smith`, `macdonald` → `Macdonald`, `mcrae` → `McRae`. */
export function cleanName(text: string): string {
  const name = squeeze(text);
  if (!isOneCase(name)) return name;
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  // An apostrophe begins a new word in a name (O'Neill) unless one letter is left (Smith's).
  const words = name.toLowerCase().replace(/\p{L}[\p{L}\p{M}]*/gu, (word, at: number, whole: string) => {
    const isEnding = word.length === 1 && /['’]/.test(whole.charAt(at - 1));
    return isEnding ? word : capital(word);
  });
  return words.replace(/\bMc(\p{Ll})/gu, (_, letter: string) => `Mc${letter.toUpperCase()}`);
}

/** An e-mail address in lower case. */
export function cleanEmail(address: string): string {
  return address.trim().toLowerCase();
}

/** `5125550101` → `(512) 555-0101` at home, `+44 20 7946 0018` from abroad; what is no number stays. */
export function cleanPhone(number: string, country: string): string {
  const parsed = parsePhoneNumberFromString(
    number,
    country as Parameters<typeof parsePhoneNumberFromString>[1] & string,
  );
  if (!parsed?.isValid()) return squeeze(number);
  return parsed.country === country ? parsed.formatNational() : parsed.formatInternational();
}

/** As the postal service abbreviates them at the end of a street. */
const US_SUFFIXES: Readonly<Record<string, string>> = {
  avenue: 'Ave',
  boulevard: 'Blvd',
  circle: 'Cir',
  court: 'Ct',
  drive: 'Dr',
  highway: 'Hwy',
  lane: 'Ln',
  parkway: 'Pkwy',
  place: 'Pl',
  road: 'Rd',
  square: 'Sq',
  street: 'St',
};

/** One line of a street: capitals as in names, and in the United States the usual abbreviation at its end. */
export function cleanStreet(line: string, country: string): string {
  const street = isOneCase(squeeze(line)) ? cleanName(line) : squeeze(line);
  if (country !== 'US') return street;
  return street.replace(/(?<=\s)([A-Za-z]+)\.?$/, (whole, word: string) => US_SUFFIXES[word.toLowerCase()] ?? whole);
}

/** `tx` → `TX`; a longer name as a name. */
export function cleanState(state: string): string {
  const plain = squeeze(state);
  return /^[a-z]{2,3}$/i.test(plain) ? plain.toUpperCase() : cleanName(plain);
}

/** In capitals; nine American digits as `78701-1234`. */
export function cleanPostalCode(code: string, country: string): string {
  const plain = squeeze(code).toUpperCase();
  return country === 'US' ? plain.replace(/^(\d{5})[\s-]?(\d{4})$/, '$1-$2') : plain;
}
