// People of a table, for trying out how well matching does on them: which column is what follows from its heading.
import { invalidField } from '../base/failure.ts';
import { type MatchAddress, type MatchPerson, NOBODY_KNOWN } from './person.ts';

type Row = Readonly<Record<string, string>>;

/** Headings by what they mean, as they are after `keyOf`. */
const HEADINGS = {
  firstName: 'first_name firstname given_name givenname given forename fname first',
  middleName: 'middle_name middlename middle second_name mname',
  lastName: 'last_name lastname surname family_name familyname family lname last',
  suffix: 'suffix name_suffix generation',
  maidenName: 'maiden_name birth_name former_name previous_name maiden',
  orgName: 'organization organization_name organisation org_name company company_name',
  gender: 'gender sex',
  birthDate: 'date_of_birth birth_date birthdate birthday dob born',
  email: 'email e_mail email_address emails primary_email mail',
  phone: 'phone phone_number telephone mobile mobile_number mobile_phone home_phone cell phones tel',
  number: 'street_number house_number number housenumber',
  street: 'street address street_address address_1 address1 address_line_1 addr1 street1',
  secondStreet: 'address_2 address2 address_line_2 addr2 street2',
  city: 'city suburb town locality place',
  state: 'state region province county state_province',
  postcode: 'postcode zip zip_code postal_code zipcode plz post_code',
  identifier: 'soc_sec_id ssn social_security_number national_id tax_id nhs_number',
} as const;

type Meaning = keyof typeof HEADINGS;

const MEANINGS = new Map<string, Meaning>(
  (Object.keys(HEADINGS) as Meaning[]).flatMap((meaning) =>
    HEADINGS[meaning].split(' ').map((heading): [string, Meaning] => [heading, meaning]),
  ),
);

const keyOf = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

export interface ReadColumns {
  /** What each column was read as, by its heading. */
  readonly meanings: ReadonlyMap<string, Meaning>;
  /** Headings of columns that say nothing of a person here. */
  readonly ignored: readonly string[];
}

/** Throws `invalid` where no column is a name, an address or a number of a person. */
export function readColumns(headings: readonly string[], truth: string): ReadColumns {
  if (!headings.includes(truth)) throw invalidField(truth, 'unknown_column');
  const meanings = new Map<string, Meaning>();
  for (const heading of headings) {
    const meaning = MEANINGS.get(keyOf(heading));
    if (meaning && heading !== truth) meanings.set(heading, meaning);
  }
  if (meanings.size === 0) throw invalidField('columns', 'not_understood');
  return { meanings, ignored: headings.filter((heading) => heading !== truth && !meanings.has(heading)) };
}

/** Several values of one cell are separated by semicolons. */
export function readPerson(row: Row, { meanings }: ReadColumns): MatchPerson {
  const valuesOf = (wanted: Meaning) =>
    [...meanings].flatMap(([heading, meaning]) => {
      const value = row[heading]?.trim() ?? '';
      return meaning === wanted && value !== '' ? [value] : [];
    });
  const first = (wanted: Meaning) => valuesOf(wanted)[0] ?? null;
  const several = (wanted: Meaning) => valuesOf(wanted).flatMap((value) => value.split(';').map((one) => one.trim()));
  const orgName = first('orgName');
  const isPerson = first('firstName') !== null || first('lastName') !== null;
  return {
    ...NOBODY_KNOWN,
    isOrg: orgName !== null && !isPerson,
    firstName: first('firstName'),
    middleName: first('middleName'),
    lastName: first('lastName'),
    suffix: first('suffix'),
    maidenName: first('maidenName'),
    orgName,
    gender: first('gender'),
    birthDate: isoDate(first('birthDate')),
    emails: several('email'),
    phones: several('phone'),
    identifiers: valuesOf('identifier').map((value) => ({ system: 'national', value, isOnly: true })),
    addresses: addressOf(first),
  };
}

function addressOf(first: (wanted: Meaning) => string | null): MatchAddress[] {
  const street = [[first('number'), first('street')].filter(Boolean).join(' '), first('secondStreet') ?? ''];
  const address = {
    street: street.join('\n').trim() || null,
    city: first('city'),
    state: first('state'),
    postalCode: first('postcode'),
  };
  return Object.values(address).some((part) => part !== null) ? [address] : [];
}

/** `1990-02-28`, or `19900228` as some data sets have it; anything else is not known. */
function isoDate(text: string | null): string | null {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text ?? '') ?? [];
  return year ? `${year}-${month}-${day}` : null;
}
