// The plain fields of a constituent, each described in one line. Types, columns, cleaning and searching come from this list;
// a column of the table that is described neither here nor in `OtherColumn` does not compile, nor does a field without one.
import type { Selectable } from 'kysely';
import type { DB } from '../../db/schema.gen.ts';

type Row = Selectable<DB['constituents']>;

/** Columns that no caller sets under their name: keys, moments, and what is derived from other columns. */
type OtherColumn =
  | 'organization_id'
  | 'id'
  | 'created_at'
  | 'updated_at'
  | 'deleted_at'
  | 'enrolled_at'
  // What one contract alone knows (extras.ts).
  | 'extras'
  // Written, never read back.
  | 'password_hash'
  | 'sign_on_unproven'
  | 'search_name'
  | 'search_sort_name'
  | 'latest_membership_id'
  | 'latest_membership_level_id'
  | 'latest_membership_end_date';

type CamelCase<Column extends string> = Column extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Column;

/** What a column's type can be described as. */
type TypeOf<Value> = [Value] extends [string | null]
  ? 'text' | 'date'
  : [Value] extends [number | null]
    ? 'number'
    : [Value] extends [boolean | null]
      ? 'flag'
      : never;

type Field<Value> = {
  /** A date is YYYY-MM-DD. */
  readonly type: TypeOf<Value>;
  /** In English, for people: in a history, at the head of a column, beside an input. */
  readonly label: string;
  /** A search for a name looks into it, in the order of this list (docs/contracts/lgl.md §4.5). */
  readonly searched?: true;
  /** It helps to tell two people apart. */
  readonly identifies?: true;
  /** It is the id of a type of this kind, whose name is shown beside it. */
  readonly typeKind?: string;
} & (null extends Value ? { readonly required?: never } : { /** It is never null. */ readonly required: true });

export const FIELDS = {
  prefix: { type: 'text', label: 'Prefix', searched: true },
  firstName: { type: 'text', label: 'First name', searched: true, identifies: true },
  middleName: { type: 'text', label: 'Middle name', searched: true, identifies: true },
  lastName: { type: 'text', label: 'Last name', searched: true, identifies: true },
  suffix: { type: 'text', label: 'Suffix', searched: true, identifies: true },
  orgName: { type: 'text', label: 'Organization', searched: true, identifies: true },
  nickName: { type: 'text', label: 'Nickname', searched: true, identifies: true },
  maidenName: { type: 'text', label: 'Maiden name', searched: true, identifies: true },
  spouseName: { type: 'text', label: 'Name of spouse', searched: true },
  spouseNickName: { type: 'text', label: 'Nickname of spouse', searched: true },
  sortName: { type: 'text', label: 'Sort name', searched: true },
  addressee: { type: 'text', label: 'Addressee', searched: true },
  altAddressee: { type: 'text', label: 'Alternative addressee', searched: true },
  salutation: { type: 'text', label: 'Salutation', searched: true },
  altSalutation: { type: 'text', label: 'Alternative salutation', searched: true },
  profSuffix: { type: 'text', label: 'Professional suffix' },
  jobTitle: { type: 'text', label: 'Job title' },
  occupation: { type: 'text', label: 'Occupation' },
  annualReportName: { type: 'text', label: 'Name in the annual report' },
  honoraryName: { type: 'text', label: 'Honorary name' },
  assistantName: { type: 'text', label: 'Name of assistant' },
  gender: { type: 'text', label: 'Gender' },
  userName: { type: 'text', label: 'User name', identifies: true },
  birthDate: { type: 'date', label: 'Date of birth', identifies: true },
  deceasedDate: { type: 'date', label: 'Date of death' },
  contactTypeId: { type: 'number', label: 'Contact type', typeKind: 'contact' },
  maritalStatusId: { type: 'number', label: 'Marital status', typeKind: 'marital_status' },
  interestLevelId: { type: 'number', label: 'Interest level', typeKind: 'interest_level' },
  ratingId: { type: 'number', label: 'Rating', typeKind: 'rating' },
  acceptsEmail: { type: 'flag', label: 'Accepts e-mail' },
  acceptsPostalMail: { type: 'flag', label: 'Accepts postal mail' },
  isOrg: { type: 'flag', label: 'Is an organization', required: true },
  isDeceased: { type: 'flag', label: 'Is deceased', required: true },
  isAnon: { type: 'flag', label: 'Is anonymous', required: true },
  active: { type: 'flag', label: 'Active', required: true },
  dateAdded: { type: 'date', label: 'Date added', required: true },
} as const satisfies {
  readonly [Column in Exclude<keyof Row, OtherColumn> as CamelCase<Column>]: Field<Row[Column]>;
};

type Fields = typeof FIELDS;
type FieldName = keyof Fields;

/** Plain columns that a caller may set. */
export type ConstituentFields = {
  [Column in Exclude<keyof Row, OtherColumn> as CamelCase<Column>]: Row[Column];
};

/** In the order in which a record shows them. */
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

type Having<Key extends string> = {
  [Name in FieldName]: Fields[Name] extends Readonly<Record<Key, unknown>> ? Name : never;
}[FieldName];

function having<Key extends string>(key: Key): readonly Having<Key>[] {
  return FIELD_NAMES.filter((name) => key in FIELDS[name]) as Having<Key>[];
}

/** What a field of a new constituent is when nobody says what. */
export const UNSET_FIELDS = Object.fromEntries(
  FIELD_NAMES.map((name) => [name, FIELDS[name].type === 'flag' && 'required' in FIELDS[name] ? false : null]),
) as Omit<ConstituentFields, 'dateAdded'>;

/** Fields of text, which is cleaned whatever dialect it came through (docs/decisions/0020). */
export const CLEANED_FIELDS = FIELD_NAMES.filter((name) => ['text', 'date'].includes(FIELDS[name].type));

/** The names that a search for a name looks into. */
export const SEARCHED_NAMES = having('searched');

type NameOf<Field extends string> = Field extends `${infer Stem}Id` ? `${Stem}Name` : never;

/** The names of a record's types: null for an id that is none of the kind. */
export type TypeNames = { readonly [Field in Having<'typeKind'> as NameOf<Field>]: string | null };

/** Which field holds the id of a type, of which kind, and as what its name is shown. */
export const TYPED_FIELDS = having('typeKind').map((field) => ({
  field,
  kind: FIELDS[field].typeKind,
  name: field.replace(/Id$/, 'Name') as keyof TypeNames,
}));
