// What a row makes of a person: the input of a creation, or of an update of the person as they are.
import { normalizeEmail } from '../base/fold.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import type { ConstituentInput } from '../constituents/record/constituent-input.ts';
import { cleanAddress } from '../matching/clean-addresses.ts';
import { cleanPhone } from '../matching/clean-contacts.ts';
import { FIELDS } from '../record/fields.ts';
import type { ImportOptions } from './options.ts';
import type { RowAddress } from './read-address.ts';
import type { RowPerson, RowPoint } from './read-row.ts';

type Options = Pick<ImportOptions, 'on_match' | 'blank' | 'add_to_groups'>;

export function creationOf(person: RowPerson, { add_to_groups }: Pick<Options, 'add_to_groups'>): ConstituentInput {
  const given = Object.entries(person.fields).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(given),
    ...partsOf({
      emails: person.emails,
      phones: person.phones,
      websites: person.websites,
      addresses: person.addresses,
    }),
    ...(Object.keys(person.externalIds).length > 0 && { externalIds: person.externalIds }),
    ...groupsOf(person, { existing: [], add_to_groups }),
    ...customOf(person),
  } as ConstituentInput;
}

/** What is there already is not added again; nothing is taken away but by `blank: clear`. */
export function updateOf(person: RowPerson, existing: Constituent, options: Options): ConstituentInput {
  const isFilling = options.on_match === 'fill';
  const fields = Object.entries(person.fields).filter(([name, value]) => {
    const field = name as keyof typeof FIELDS;
    const current = existing[field];
    if (value === null) return options.blank === 'clear' && !isFilling && !('required' in FIELDS[field]);
    return !isFilling || current === null || current === '';
  });
  const added = {
    emails: missing(
      person.emails,
      existing.emailAddresses.map(({ address }) => normalizeEmail(address)),
      normalizeEmail,
    ),
    phones: missing(
      person.phones,
      existing.phoneNumbers.map(({ number }) => phoneKey(number)),
      phoneKey,
    ),
    websites: missing(
      person.websites,
      existing.webAddresses.map(({ url }) => url),
      (url) => url,
    ),
    addresses: missingAddresses(person.addresses, existing),
  };
  const kept = isFilling ? onlyWhereNone(added, existing) : added;
  const externalIds = Object.entries(person.externalIds).filter(
    ([system, value]) =>
      existing.externalIds[system] !== value && (!isFilling || existing.externalIds[system] === undefined),
  );
  return {
    ...Object.fromEntries(fields),
    ...partsOf(kept),
    ...(externalIds.length > 0 && { externalIds: Object.fromEntries(externalIds) }),
    ...groupsOf(person, { existing: existing.groups, add_to_groups: options.add_to_groups }),
    ...customOf(person),
  } as ConstituentInput;
}

interface Added {
  readonly emails: readonly RowPoint[];
  readonly phones: readonly RowPoint[];
  readonly websites: readonly RowPoint[];
  readonly addresses: readonly RowAddress[];
}

/** Digits that are the same with and without a country's prefix; of a short number as it is. */
const phoneKey = (number: string) => cleanPhone(number) || number;

function missing(
  points: readonly RowPoint[],
  existing: readonly string[],
  keyOf: (value: string) => string,
): RowPoint[] {
  const known = new Set(existing);
  return points.filter(({ value }) => {
    const key = keyOf(value);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
}

function missingAddresses(addresses: readonly RowAddress[], existing: Constituent): RowAddress[] {
  const keyOf = (address: Pick<RowAddress, 'street' | 'city' | 'state' | 'postalCode'>) =>
    JSON.stringify(cleanAddress(address));
  const known = new Set(existing.streetAddresses.map(keyOf));
  return addresses.filter((address) => !known.has(keyOf(address)));
}

function onlyWhereNone(added: Added, existing: Constituent): Added {
  return {
    emails: existing.emailAddresses.length > 0 ? [] : added.emails,
    phones: existing.phoneNumbers.length > 0 ? [] : added.phones,
    websites: existing.webAddresses.length > 0 ? [] : added.websites,
    addresses: existing.streetAddresses.length > 0 ? [] : added.addresses,
  };
}

const typed = (type: string | null) => (type === null ? {} : { type: { name: type } });

function partsOf({ emails, phones, websites, addresses }: Added) {
  return {
    ...(emails.length > 0 && {
      emailAddresses: { items: emails.map(({ value, type }) => ({ address: value, ...typed(type) })) },
    }),
    ...(phones.length > 0 && {
      phoneNumbers: { items: phones.map(({ value, type }) => ({ number: value, ...typed(type) })) },
    }),
    ...(websites.length > 0 && {
      webAddresses: { items: websites.map(({ value, type }) => ({ url: value, ...typed(type) })) },
    }),
    ...(addresses.length > 0 && {
      streetAddresses: { items: addresses.map(({ type, ...address }) => ({ ...address, ...typed(type) })) },
    }),
  };
}

function groupsOf(
  person: RowPerson,
  { existing, add_to_groups }: { existing: Constituent['groups']; add_to_groups: readonly number[] },
) {
  const current = existing.filter(({ isCurrent }) => isCurrent);
  const names = new Set(current.map(({ groupName }) => groupName.toLowerCase()));
  const ids = new Set(current.map(({ groupId }) => groupId));
  const named = [...new Set(person.groups)].filter((name) => !names.has(name.toLowerCase()));
  const items = [
    ...named.map((name) => ({ group: { name } })),
    ...add_to_groups.filter((id) => !ids.has(id)).map((id) => ({ group: { id } })),
  ];
  return items.length > 0 ? { groups: { items } } : {};
}

function customOf({ customFields }: RowPerson) {
  const given = Object.entries(customFields).map(([key, value]) => ({ key, value }));
  return given.length > 0 ? { customFields: given } : {};
}
