// The cells of an address put together.
import { fold } from '../base/fold.ts';
import { ADDRESS_PARTS, type Target } from './targets.ts';

export interface RowAddress {
  readonly street: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly county: string | null;
  readonly country: string | null;
  readonly type: string | null;
}

/** Takes a cell of an address into its parts. */
export function addAddressCell(
  parts: Map<string, string>,
  target: Extract<Target, { kind: 'address' | 'place' }>,
  cell: string,
): void {
  if (cell === '') return;
  if (target.kind === 'address') {
    parts.set(target.part, cell);
    return;
  }
  const words = cell.split(' ');
  const [zip = '', state = ''] = [words.at(-1), words.at(-2)?.replace('.', '')];
  if (words.length > 2 && /^[\d-]{4,10}$/.test(zip) && /^[A-Za-z]{2,3}$/.test(state)) {
    const city = words.slice(0, -2).join(' ');
    parts.set('city', city.endsWith(',') ? city.slice(0, -1) : city);
    parts.set('state', state);
    parts.set('postal_code', zip);
  } else parts.set('city', cell);
}

/** How many digits a postcode has, where spreadsheets take leading zeros away. */
const POSTCODE_DIGITS: Readonly<Record<string, number>> = {
  ...{ us: 5, usa: 5, 'united states': 5, 'united states of america': 5 },
  ...{ au: 4, australia: 4, de: 5, germany: 5, deutschland: 5, fr: 5, france: 5, it: 5, es: 5, spain: 5, ch: 4, at: 4 },
};

function postcodeOf(code: string | undefined, country: string): string | null {
  const digits = POSTCODE_DIGITS[fold(country)];
  const plain = code?.replace(/^(\d+)\.0$/, '$1');
  // One that begins with a zero has lost none.
  return plain && digits && /^[1-9]\d{2,}$/.test(plain) ? plain.padStart(digits, '0') : (plain ?? null);
}

const NUMBER_BEHIND = /(?:stra(?:ß|ss)e|str\.?|weg|platz|gasse|allee)$/i;

/** `12 Oak Street`, `Hauptstraße 12` */
function streetOf(street: string | undefined, number: string | undefined): string | undefined {
  if (street === undefined || number === undefined) return street ?? number;
  return NUMBER_BEHIND.test(street) ? `${street} ${number}` : `${number} ${street}`;
}

/** None, where no part says anything. `country` is where addresses are that name none. */
export function addressOf(parts: ReadonlyMap<string, string>, type: string | null, country: string): RowAddress[] {
  if (ADDRESS_PARTS.every((part) => !parts.has(part))) return [];
  const street = streetOf(parts.get('street'), parts.get('house_number'));
  const lines = [street, parts.get('street_line_2'), parts.get('street_line_3')].filter((line) => line !== undefined);
  const of = (part: (typeof ADDRESS_PARTS)[number]) => parts.get(part) ?? null;
  return [
    {
      street: lines.length > 0 ? lines.join('\n') : null,
      ...{ city: of('city'), state: of('state'), county: of('county') },
      postalCode: postcodeOf(parts.get('postal_code'), of('country') ?? country),
      ...{ country: of('country'), type },
    },
  ];
}
