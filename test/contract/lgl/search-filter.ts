// The search language over people in memory (docs/contracts/lgl.md §4.3), written without a look at how the server does it.

// biome-ignore lint/suspicious/noExplicitAny: rows as they come over the wire
type Person = any;

const plain = (text: unknown) =>
  String(text ?? '')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
const digits = (text: unknown) => String(text ?? '').replace(/\D/g, '');
const contains = (text: unknown, part: string) => plain(text).includes(plain(part));

const NAME_KEYS =
  'prefix first_name middle_name last_name suffix org_name nick_name maiden_name spouse_name spouse_nick_name sort_name addressee salutation alt_addressee alt_salutation'.split(
    ' ',
  );

const TEXT: Record<string, (value: string, wanted: string) => boolean> = {
  ft: contains,
  nft: (value, wanted) => !contains(value, wanted),
  eq: (value, wanted) => plain(value) === plain(wanted),
  ne: (value, wanted) => plain(value) !== plain(wanted),
  sw: (value, wanted) => plain(value).startsWith(plain(wanted)),
  bl: (value) => value === '',
  nb: (value) => value !== '',
};

const NUMBER: Record<string, (value: number, a: number, b: number) => boolean> = {
  gte: (value, a) => value >= a,
  lte: (value, a) => value <= a,
  gt: (value, a) => value > a,
  lt: (value, a) => value < a,
  eq: (value, a) => value === a,
  ne: (value, a) => value !== a,
  btw: (value, a, b) => value >= a && value <= b,
};

const heldValue = (person: Person, key: string): string | undefined =>
  person.custom_attrs.find((row: Person) => row.key === key)?.value;

const TERMS: Record<string, (person: Person, value: string) => boolean> = {
  name: (person, value) =>
    value
      .split(/\s+/)
      .filter(Boolean)
      .every((word) => NAME_KEYS.some((key) => contains(person[key], word))),
  eaddr: (person, value) => person.email_addresses.some((row: Person) => contains(row.address, value)),
  phone_number: (person, value) =>
    person.phone_numbers.some(
      (row: Person) =>
        contains(row.number, value) || (digits(value) !== '' && digits(row.number).includes(digits(value))),
    ),
  street: (person, value) => person.street_addresses.some((row: Person) => contains(row.street, value)),
  city: (person, value) => person.street_addresses.some((row: Person) => plain(row.city) === plain(value)),
  state: (person, value) => person.street_addresses.some((row: Person) => plain(row.state) === plain(value)),
  postal_code: (person, value) =>
    person.street_addresses.some((row: Person) => plain(row.postal_code).startsWith(plain(value))),
  external_id: (person, value) => person.external_constituent_id === value,
  constituent_type: (person, value) => person.is_org === (value === '1'),
  custom_attr: (person, value) => {
    const [key = '', operator = '', ...rest] = value.split('|');
    const held = heldValue(person, key);
    return held !== undefined && TEXT[operator]!(held, rest.join('|'));
  },
  custom_attr_int: (person, value) => {
    const [key = '', operator = '', a, b] = value.split('|');
    const held = heldValue(person, key);
    return held !== undefined && held !== '' && NUMBER[operator]!(Number(held), Number(a), Number(b));
  },
};

/** Whether a person answers a clause `term=value`. */
export function answers(person: Person, clause: string): boolean {
  const at = clause.indexOf('=');
  return TERMS[clause.slice(0, at)]!(person, clause.slice(at + 1));
}
