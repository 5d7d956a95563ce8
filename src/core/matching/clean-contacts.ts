// E-mail addresses, phone numbers, birth dates and ids as they are compared. What stands for "not known" is nothing.
import { comparisonKey, digitsOf } from '../base/fold.ts';
import type { CleanName } from './clean-names.ts';
import { latin } from './sound.ts';

export interface CleanEmail {
  readonly address: string;
  readonly local: string;
  readonly domain: string;
  /** An office's address: its local part says nothing of who reads it. */
  readonly isRole: boolean;
  /** Its local part is made from the person's own name, and so says little more than the name. */
  readonly isOfName: boolean;
}

const ROLES = new Set(
  'info office admin contact mail hello enquiries enquiry inquiries reception sales support team accounts billing hr webmaster secretary church school parish'.split(
    ' ',
  ),
);

/** What is typed where an address has to be. */
const NO_ADDRESS = new Set(
  'test none noemail nomail no na nobody unknown x xx xxx abc asdf fake noreply donotreply email notgiven noaddress refused'.split(
    ' ',
  ),
);

/** Undefined: it is no address, or stands for none. */
export function cleanEmail(address: string, { givens, families }: CleanName): CleanEmail | undefined {
  const key = comparisonKey(address);
  const at = key.lastIndexOf('@');
  if (at < 1) return undefined;
  const [local = ''] = key.slice(0, at).split('+', 1);
  const domain = key.slice(at + 1);
  if (NO_ADDRESS.has(local.replace(/[._-]/g, ''))) return undefined;
  // Gmail delivers to one mailbox whatever dots are written.
  const box = domain === 'gmail.com' || domain === 'googlemail.com' ? local.replaceAll('.', '') : local;
  return {
    address: `${box}@${domain === 'googlemail.com' ? 'gmail.com' : domain}`,
    local: box,
    domain,
    isRole: ROLES.has(box.replace(/[._-]/g, '')),
    isOfName: isMadeOf(latin(box), givens, families),
  };
}

function isMadeOf(local: string, givens: readonly string[], families: readonly string[]): boolean {
  const letters = local.replace(/[^a-z]/g, '');
  const names = [givens.join(''), givens[0] ?? '', families.join(''), ...families];
  if (names.some((name) => name.length >= 3 && letters.includes(name))) return true;
  const given = givens[0]?.slice(0, 1) ?? '';
  const family = families[0]?.slice(0, 1) ?? '';
  return letters.length <= 3 && (letters === given + family || letters === family + given);
}

/** The last nine digits, which are the same with and without the country's prefix; '' where it is no number. */
export function cleanPhone(number: string): string {
  const digits = digitsOf(number);
  if (digits.length < 7 || digits.length > 20 || isFiller(digits)) return '';
  return digits.slice(-9);
}

function isFiller(digits: string): boolean {
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  return /^(\d)\1*$/.test(national) || '01234567890'.includes(national) || '9876543210'.includes(national);
}

const FILLED_DATES = new Set(['1900-01-01', '1901-01-01', '1970-01-01', '1111-11-11', '1800-01-01']);

/** YYYYMMDD as a number; a day or month that is not known is 0, and so is the whole. */
export function cleanDate(date: string | null): number {
  if (date === null || FILLED_DATES.has(date)) return 0;
  const [, year = '', month = '', day = ''] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(date) ?? [];
  const number = Number(year + month + day);
  return Number(year) >= 1850 && Number(year) < 2200 ? number : 0;
}

/** An id as it is compared; '' for one that stands for none. */
export function cleanIdentifier(value: string): string {
  const key = latin(value).replace(/[^\p{L}\p{N}]/gu, '');
  return /^(.)\1*$/u.test(key) && key.length > 1 ? '' : key;
}
