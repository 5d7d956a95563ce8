// What a record field is (docs/contracts/luminate.md §5.2 to §5.4); fields.ts has all of them.
import type { ConstituentFields } from '../../../core/record/fields.ts';
import type { ExtraName } from './extras.ts';

export type AddressPart = 'street1' | 'street2' | 'street3' | 'city' | 'state' | 'postalCode' | 'county' | 'country';
export type AddressName = 'primary' | 'alternate1' | 'alternate2';
export type PhoneName = 'homePhone' | 'workPhone' | 'mobilePhone' | 'homeFax';

/** Where a field's value is kept. */
export type Place =
  | { readonly kind: 'id' }
  | { readonly kind: 'column'; readonly column: keyof ConstituentFields }
  | { readonly kind: 'extra'; readonly extra: ExtraName }
  | { readonly kind: 'email'; readonly which: 'primary' | 'secondary' }
  | { readonly kind: 'phone'; readonly phone: PhoneName }
  | { readonly kind: 'address'; readonly address: AddressName; readonly part: AddressPart }
  | { readonly kind: 'web-page' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'member-id' }
  | { readonly kind: 'marital-status' }
  | { readonly kind: 'password' }
  | { readonly kind: 'state' }
  | { readonly kind: 'custom'; readonly definitionId: number };

export type ValueType = 'TEXT' | 'BOOLEAN' | 'DATE' | 'ENUMERATION' | 'NUMBER';

/** `everyone`: the person themselves, as `owner`, and API administrators. */
export type Audience = 'everyone' | 'owner' | 'administrators' | 'nobody';

export interface Field {
  /** The dotted name. */
  readonly name: string;
  readonly label: string;
  readonly group: string;
  readonly type: ValueType;
  /** Most characters of a TEXT. */
  readonly maxChars?: number;
  readonly choices?: readonly string[];
  /** Other names accepted on input and in getGroupMembers (docs/contracts/luminate.md §5.3). */
  readonly aliases: readonly string[];
  /** What listUserFields says; only the e-mail address is enforced (docs/contracts/luminate.md §10, 18). */
  readonly required: boolean;
  readonly view: Audience;
  readonly update: Audience;
  /** Who may set it in a new record, where that is not who may change it later. */
  readonly create?: Audience;
  /** Callers whose calls must leave the field filled, because the organization requires it (wire/field-rules.ts). */
  readonly mandatory?: Audience;
  /** The name in getUser where it differs (docs/contracts/luminate.md §10, 17). */
  readonly viewName?: string;
  /** What listUserFields calls its type, where that is not what its values are (docs/contracts/luminate.md §5.2). */
  readonly listedAs?: ValueType;
  readonly place: Place;
}
