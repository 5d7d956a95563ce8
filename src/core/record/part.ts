// What a nested part of a constituent is: each file in parts/ describes one in this shape. All that the rest of the program
// knows of parts comes from these descriptions; what one of them leaves out, or leaves out of its table, does not compile.
import type { SelectType } from 'kysely';
import type { DB } from '../../db/schema.gen.ts';

/** A type, level or group by id or by name. A known id wins; an unknown id with a known name means the name. */
export interface Reference {
  readonly id?: number | null;
  readonly name?: string | null;
}

/**
 * A change of a nested list. Existing elements stay unless `clear` or `remove` say otherwise; an item with the `id` of an
 * existing element changes that one (also under `clear`), any other is added.
 */
export interface PartChange<Input> {
  readonly clear?: boolean;
  readonly remove?: readonly number[];
  readonly items?: readonly (Input & { readonly id?: number | null })[];
}

/** Memberships of a plain set, by id. */
export interface SetChange {
  readonly add?: readonly number[];
  readonly remove?: readonly number[];
}

/** How a value is cleaned before it is stored; `each` is for the elements of a list. */
export type Cleaning = 'line' | 'lines' | 'reference' | 'as given' | { readonly each: Cleanings };
export type Cleanings = Readonly<Record<string, Cleaning>>;

/** How each value that is no number and no flag is cleaned. */
type CleaningsOf<Input> = {
  readonly [Field in keyof Input as NonNullable<Input[Field]> extends number | boolean ? never : Field]-?: Cleaning;
};

/** A part whose elements come from elements of the type `Element`, and are written by a `Change` of `Input`s. */
export interface Part<Element, Input, Change = PartChange<Input>> {
  /** In English, for people. */
  readonly label: string;
  readonly table: { readonly name: keyof DB };
  /** SQL of the JSON array of the elements, of `constituents c`. */
  readonly select: string;
  /** The number in an element by which they are ordered, or that the SQL orders them. */
  readonly orderedBy: (keyof Element & string) | 'the SQL';
  /** Tables whose rows, written for somebody else or for everybody, change what is shown of this person. */
  readonly shows: readonly (keyof DB)[];
  /** It helps to tell two people apart. */
  readonly identifies: boolean;
  readonly cleaned: CleaningsOf<Input>;
  /** Never set: carries the types. */
  readonly types?: { readonly element: Element; readonly change: Change };
}

/** A part whose elements have ids of their own. */
export interface ListPart<Element extends { readonly id: number }, Input> extends Part<Element, Input> {
  readonly table: PartTable;
  /** What one element is called, and the field without which there is none. */
  readonly single: { readonly name: string; readonly content: string };
}

/** A list part whose rows are written as they are given. */
export interface PlainPart<Element extends { readonly id: number }, Input> extends ListPart<Element, Input> {
  /** What a field of a new element is when nobody says what. */
  readonly unset: { readonly [Field in keyof Input & keyof Element]-?: Element[Field] };
}

/** A table of rows that belong to one constituent, with the SQL types of the columns that are written. */
export interface PartTable {
  readonly name: keyof DB;
  readonly columns: Readonly<Record<string, string>>;
  /** Whether rows carry `updated_at`. */
  readonly stamped: boolean;
}

type SqlType<Value> = [Value] extends [string | null]
  ? 'text' | 'date'
  : [Value] extends [number | null]
    ? 'bigint' | 'integer'
    : 'boolean';

/** Columns that no description names: whose row it is, and when it was written. */
type OwnColumn = 'organization_id' | 'constituent_id' | 'id' | 'created_at' | 'updated_at';

/** By column: its SQL type, or that a change of the part does not write it. */
type ColumnsOf<Table extends keyof DB> = {
  readonly [Column in Exclude<keyof DB[Table] & string, OwnColumn>]:
    | SqlType<SelectType<DB[Table][Column]>>
    | 'not written';
};

/** The description of a table, every column of which is named. */
export function partTable<Table extends keyof DB>(name: Table, columns: ColumnsOf<Table>, stamped: boolean): PartTable {
  const written = Object.entries<string>(columns).filter(([, type]) => type !== 'not written');
  return { name, columns: Object.fromEntries(written), stamped };
}
