// Field values as a change of the record: of a new one, or of one that exists.
import type { Constituent } from '../../../core/constituents/record/constituent.ts';
import type { ConstituentInput } from '../../../core/constituents/record/constituent-input.ts';
import { type FlatInput, flatChanges, NO_CONTACTS } from '../../../core/constituents/record/flat-fields.ts';
import type { ConstituentFields } from '../../../core/record/fields.ts';
import type { CustomFieldInput } from '../../../core/record/parts/custom-fields.ts';
import type { StreetAddress, StreetAddressInput } from '../../../core/record/parts/street-addresses.ts';
import type { ConstituentParts } from '../../../core/record/parts.ts';
import { type AddressParts, addressesOf, joinStreet, partsOf } from './addresses.ts';
import { withExtras } from './extras.ts';
import type { AddressName, Field } from './field.ts';
import type { FieldValue } from './field-values.ts';

/** The external system whose ids this contract calls `member_id`. */
export const SYSTEM = 'luminate';

type Contacts = Pick<ConstituentParts, 'emailAddresses' | 'phoneNumbers' | 'streetAddresses'>;

interface Sorted {
  readonly columns: Record<string, FieldValue>;
  readonly extras: Record<string, FieldValue>;
  readonly flat: Record<string, string | null>;
  readonly addresses: Map<AddressName, Record<string, string | null>>;
  readonly customFields: CustomFieldInput[];
  memberId?: string | null;
}

/** What the values change. The password is not among it: hashing it takes long and happens before the transaction. */
export function toConstituentInput(
  values: ReadonlyMap<Field, FieldValue>,
  existing: Constituent | undefined,
): ConstituentInput {
  const sorted: Sorted = { columns: {}, extras: {}, flat: {}, addresses: new Map(), customFields: [] };
  for (const [field, value] of values) sortValue(sorted, field, value);
  const contacts = existing ?? NO_CONTACTS;
  return {
    ...(sorted.columns as Partial<ConstituentFields>),
    ...(Object.keys(sorted.extras).length === 0 ? {} : withExtras({}, sorted.extras)),
    ...flatChanges(contacts, sorted.flat as FlatInput),
    ...addressChanges(contacts, sorted.addresses),
    ...(sorted.memberId === undefined ? {} : { externalIds: { [SYSTEM]: sorted.memberId } }),
    ...(sorted.customFields.length === 0 ? {} : { customFields: sorted.customFields }),
  };
}

function sortValue(sorted: Sorted, { place }: Field, value: FieldValue): void {
  const text = value === null ? null : String(value);
  if (place.kind === 'column') sorted.columns[place.column] = value;
  if (place.kind === 'extra') sorted.extras[place.extra] = value;
  if (place.kind === 'email') sorted.flat[place.which === 'primary' ? 'email' : 'secondEmail'] = text;
  if (place.kind === 'phone') sorted.flat[place.phone] = text;
  if (place.kind === 'member-id') sorted.memberId = text;
  if (place.kind === 'custom') sorted.customFields.push({ id: place.definitionId, value: text });
  if (place.kind === 'address') {
    sorted.addresses.set(place.address, { ...sorted.addresses.get(place.address), [place.part]: text });
  }
}

/** Type of a second address: Other (docs/contracts/lgl.md §3.18 has the same ids; they are the core's). */
const OTHER_ADDRESS = 3;

function addressChanges(
  contacts: Contacts,
  wanted: ReadonlyMap<AddressName, Record<string, string | null>>,
): Pick<ConstituentInput, 'streetAddresses'> {
  if (wanted.size === 0) return {};
  const rows = addressesOf(contacts);
  const items: (StreetAddressInput & { id?: number })[] = [];
  const remove: number[] = [];
  for (const [name, parts] of wanted) {
    const row = rows[name];
    const address = merged(row, parts);
    if (Object.values(address).every((part) => part === null)) {
      if (row) remove.push(row.id);
    } else if (row) items.push({ ...address, id: row.id });
    else items.push({ ...address, ...(name === 'primary' ? { isPreferred: true } : { type: { id: OTHER_ADDRESS } }) });
  }
  return { streetAddresses: { items, remove } };
}

function merged(row: StreetAddress | undefined, changes: Partial<AddressParts>): StreetAddressInput {
  const { street1, street2, street3, ...rest } = { ...partsOf(row), ...changes };
  return { ...rest, street: joinStreet([street1, street2, street3]) };
}
