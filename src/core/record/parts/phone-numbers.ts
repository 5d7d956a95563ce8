import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { comparisonKey, digitsOf, fold } from '../../base/fold.ts';
import {
  type ContactPoint,
  isEmpty,
  POINT_COLUMNS,
  POINT_SHOWN,
  type Point,
  type PointInput,
  pointsSql,
} from '../contact-point.ts';
import { partTable } from '../part.ts';

export interface PhoneNumber extends Point {
  readonly number: string;
  readonly digits: string;
  readonly notCurrent: boolean;
}

export interface PhoneNumberInput extends PointInput {
  readonly number?: string | null;
  readonly notCurrent?: boolean;
}

const TABLE = partTable(
  'phone_numbers',
  {
    number: 'text',
    digits: 'text',
    e164: 'text',
    search_number: 'text',
    not_current: 'boolean',
    ...POINT_COLUMNS,
  },
  true,
);

export const PHONE_NUMBERS: ContactPoint<PhoneNumber, PhoneNumberInput> = {
  label: 'Phone numbers',
  table: TABLE,
  select: pointsSql<PhoneNumber>(TABLE, {
    ...POINT_SHOWN,
    number: 'column',
    digits: 'column',
    notCurrent: 'column',
  }),
  orderedBy: 'id',
  shows: ['types'],
  identifies: true,
  cleaned: { number: 'line', type: 'reference' },
  single: { name: 'phone_number', content: 'number' },
  typeKind: 'phone_number',
  defaultTypeId: 1,
  alwaysOnePreferred: true,
  defaults: { number: null, notCurrent: false },
  alsoShown: { digits: '' },
  content: 'number',
  isBlank: (fields) => isEmpty(fields.number),
  toRow: (fields, organization) => {
    const e164 = toE164(fields.number, organization.country);
    return {
      number: fields.number,
      digits: shownDigits(fields.number),
      e164,
      search_number: [fold(fields.number), digitsOf(fields.number), e164 ?? []].flat().join('\n'),
      not_current: fields.notCurrent,
    };
  },
};

/** `ext. 12`, `x12`, `#12`, `;ext=12` at the end of a number. */
const EXTENSION = /(?:;?ext(?:ension|n)?[.:=]?|x|#) {0,9}\p{Nd}{1,7} {0,9}$/iu;
const ENDS_IN_DIGIT = /\d[ ).,;-]{0,9}$/;

/** The number that an extension follows; an `x` or `#` that no digit precedes is no extension. */
function withoutExtension(number: string): string {
  const rest = number.replace(EXTENSION, '');
  return ENDS_IN_DIGIT.test(rest) ? rest : number;
}

/** Digits only, without the North American country code and without an extension (docs/contracts/lgl.md §5.7). */
function shownDigits(number: string): string {
  const digits = digitsOf(withoutExtension(number));
  return comparisonKey(number).startsWith('+1') ? digits.slice(1) : digits;
}

/** The digits of a number that is written with its country, without the country's; undefined for any other text. */
export function digitsWithoutCountry(number: string): string | undefined {
  const key = comparisonKey(number);
  const parsed = key.startsWith('+') ? parsePhoneNumberFromString(key) : undefined;
  return parsed?.isPossible() ? parsed.nationalNumber : undefined;
}

/** The international form without an extension, or null where the number cannot be read with the organization's country. */
export function toE164(number: string, country: string): string | null {
  const parsed = parsePhoneNumberFromString(
    comparisonKey(number),
    country as Parameters<typeof parsePhoneNumberFromString>[1] & string,
  );
  return parsed?.isPossible() ? parsed.number : null;
}
