// A person as matching sees them. The scan, the look-up of one person and the keys of the index are made from this alone, so
// that a pair has the same probability wherever it is met.
import { type CleanAddress, cleanAddress } from './clean-addresses.ts';
import { type CleanEmail, cleanDate, cleanEmail, cleanIdentifier, cleanPhone } from './clean-contacts.ts';
import { type CleanName, cleanName, organizationWords } from './clean-names.ts';
import type { MatchIdentifier, MatchPerson } from './person.ts';
import { latin } from './sound.ts';

export interface Features extends CleanName {
  readonly isOrg: boolean;
  /** An organization's words that tell it from others; its other names are empty. */
  readonly organization: readonly string[];
  /** 0: not known, 1: male, 2: female. */
  readonly gender: number;
  /** YYYYMMDD; 0: not known. */
  readonly birth: number;
  readonly identifiers: readonly MatchIdentifier[];
  readonly emails: readonly CleanEmail[];
  readonly phones: readonly string[];
  readonly addresses: readonly CleanAddress[];
}

const NO_NAME: CleanName = { givens: [], middles: [], families: [], formers: [], generation: 0 };

/** More of one kind say nothing more, and cost the square of their number. */
const MOST = 8;

export function featuresOf(person: MatchPerson): Features {
  const name = person.isOrg ? NO_NAME : cleanName(person);
  return {
    ...name,
    isOrg: person.isOrg,
    organization: person.isOrg ? organizationWords(person.orgName ?? person.lastName) : [],
    gender: genderOf(person.gender),
    birth: person.isOrg ? 0 : cleanDate(person.birthDate),
    identifiers: known(
      person.identifiers.map((identifier) => ({ ...identifier, value: cleanIdentifier(identifier.value) })),
      ({ value }) => value,
    ),
    emails: distinct(
      person.emails,
      (address) => cleanEmail(address, name),
      ({ address }) => address,
    ),
    phones: distinct(person.phones, cleanPhone, (phone) => phone),
    addresses: distinct(person.addresses, cleanAddress, (address) => JSON.stringify(address)),
  };
}

function known<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return items.filter((item) => keyOf(item) !== '').slice(0, MOST);
}

/** Cleaned, without what says nothing, each once. */
function distinct<Raw, Item>(
  raw: readonly Raw[],
  clean: (raw: Raw) => Item | undefined,
  keyOf: (item: Item) => string,
): Item[] {
  const items = new Map<string, Item>();
  for (const one of raw) {
    const item = clean(one);
    if (item !== undefined && keyOf(item) !== '' && items.size < MOST) items.set(keyOf(item), item);
  }
  return [...items.values()];
}

function genderOf(gender: string | null): number {
  const letter = latin(gender ?? '').slice(0, 1);
  if (letter === 'm') return 1;
  return letter === 'f' || letter === 'w' ? 2 : 0;
}
