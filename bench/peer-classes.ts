// How people are kept in Parse Server: with contact points as arrays in the person's object, as its documentation advises
// for small nested data, and with contact points as objects of their own, as Kith keeps them.
import type { TableLoad } from './copy-rows.ts';
import { addressOf, person, timesOf } from './populate.ts';

export interface PeerClass {
  readonly name: string;
  /** As its schemas are written on the wire. */
  readonly fields: Readonly<Record<string, { readonly type: string; readonly targetClass?: string }>>;
  readonly load: TableLoad;
  /** What `create index on` goes on with. */
  readonly indexes: readonly string[];
}

/** The peer's id of the person with a number: ten characters, as its own are. */
export const peerId = (number: number) => `p${String(number).padStart(9, '0')}`;

/** The texts that Kith derives must come from the client here. */
export function peerNames({ first, last }: { first: string; last: string }) {
  const [full, sort] = [`${first} ${last}`, `${last}, ${first}`];
  return {
    first_name: first,
    last_name: last,
    addressee: full,
    salutation: first,
    sort_name: sort,
    search_name: [first, last, full, sort].join('\n').toLowerCase(),
    is_org: false,
  };
}

export const PREFERRED = { type: 'Home', is_preferred: true };

type Values = Readonly<Record<string, unknown>>;

const trigrams = (what: string) => `using gin (${what} gin_trgm_ops) with (gin_pending_list_limit = 64)`;
const contents = (what: string) => `using gin (${what} jsonb_path_ops) with (gin_pending_list_limit = 64)`;

const typed = (type: string, names: string) => Object.fromEntries(names.split(' ').map((name) => [name, { type }]));
const PERSON_FIELDS = {
  ...typed('String', 'first_name last_name addressee salutation sort_name search_name birthday external_id date_added'),
  ...typed('Boolean', 'is_org'),
};
const PERSON_INDEXES = ['(sort_name)', '(last_name)', '("updatedAt")', '("createdAt")', trigrams('search_name')];

/** Loads objects with the fields that a function tells, beside those that every object has. */
function loadOf(name: string, values: (number: number) => Values): TableLoad {
  const columns = ['objectId', 'createdAt', 'updatedAt', ...Object.keys(values(0))];
  return {
    table: `"${name}"`,
    columns: columns.map((column) => `"${column}"`).join(', '),
    row: (number) => {
      const { createdAt, updatedAt } = timesOf(number);
      const own = Object.values(values(number));
      return [peerId(number), createdAt, updatedAt, ...own.map((value) => toColumn(value))];
    },
  };
}

const toColumn = (value: unknown) =>
  typeof value === 'boolean' || typeof value === 'string' ? value : JSON.stringify(value);

const personRow = (number: number) => ({
  ...peerNames(person(number)),
  date_added: timesOf(number).createdAt.slice(0, 10),
});

const addressRow = (number: number) => {
  const { street, city, state, postalCode } = addressOf(number);
  return { street, city, state, postal_code: postalCode, country: 'US', ...PREFERRED };
};

export const WITH_ARRAYS: readonly PeerClass[] = [
  {
    name: 'Constituent',
    fields: { ...PERSON_FIELDS, ...typed('Array', 'email_addresses phone_numbers street_addresses') },
    load: loadOf('Constituent', (number) => ({
      ...personRow(number),
      email_addresses: [{ address: person(number).email, ...PREFERRED }],
      phone_numbers: [{ number: person(number).phone, ...PREFERRED }],
      street_addresses: [addressRow(number)],
    })),
    indexes: [
      ...PERSON_INDEXES,
      contents('email_addresses'),
      trigrams("(email_addresses -> 0 ->> 'address')"),
      contents('phone_numbers'),
      trigrams("(phone_numbers -> 0 ->> 'number')"),
      trigrams("(street_addresses -> 0 ->> 'street')"),
      "((street_addresses -> 0 ->> 'city'))",
      "((street_addresses -> 0 ->> 'state'))",
      "((street_addresses -> 0 ->> 'postal_code'))",
    ],
  },
];

interface ContactClass {
  readonly texts: string;
  readonly values: (number: number) => Values;
  readonly indexes: readonly string[];
}

function contactClass(name: string, { texts, values, indexes }: ContactClass): PeerClass {
  return {
    name,
    fields: {
      ...typed('String', texts),
      ...typed('Boolean', 'is_preferred not_current'),
      constituent: { type: 'Pointer', targetClass: 'Person' },
    },
    load: loadOf(name, (number) => ({ ...values(number), constituent: peerId(number) })),
    indexes: ['(constituent)', ...indexes],
  };
}

export const WITH_OBJECTS: readonly PeerClass[] = [
  { name: 'Person', fields: PERSON_FIELDS, load: loadOf('Person', personRow), indexes: PERSON_INDEXES },
  contactClass('EmailAddress', {
    texts: 'address type',
    values: (number) => ({ address: person(number).email, ...PREFERRED }),
    indexes: ['(address)', trigrams('address')],
  }),
  contactClass('PhoneNumber', {
    texts: 'number type',
    values: (number) => ({ number: person(number).phone, ...PREFERRED }),
    indexes: ['(number)', trigrams('number')],
  }),
  contactClass('StreetAddress', {
    texts: 'street city state postal_code country type',
    values: addressRow,
    indexes: [trigrams('street'), '(city)', '(state)', '(postal_code)'],
  }),
];
