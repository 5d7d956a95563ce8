// What e-mail addresses, phone numbers, street and web addresses have in common.
import type { Organization } from '../base/actor.ts';
import type { Failure } from '../base/failure.ts';
import type { ListPart, PartTable, Reference } from './part.ts';
import { elementSql, listSql, own, type Shown } from './part-sql.ts';

export interface Point {
  readonly id: number;
  readonly typeId: number | null;
  /** Null for an id that is no type of the family (docs/contracts/lgl.md §3.5). */
  readonly typeName: string | null;
  readonly isPreferred: boolean;
  readonly parentId: number | null;
  /** ISO 8601, UTC, milliseconds. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface PointInput {
  readonly type?: Reference;
  readonly isPreferred?: boolean;
}

/** What a caller gives of a contact point besides its type and whether it is preferred. */
type GivenField<Element, Input> = Exclude<keyof Input, keyof PointInput> & keyof Element;
export type GivenFields<Element, Input> = Pick<Element, GivenField<Element, Input>>;

export interface ContactPoint<Element extends Point, Input extends PointInput>
  extends ListPart<Element, Input>,
    Family<GivenFields<Element, Input>> {
  /** What else is shown of it, and what that is in a new row unless `toRow` says. */
  readonly alsoShown: { readonly [Field in Exclude<keyof Element, keyof Point | keyof Input>]: Element[Field] };
}

/** How the fields of a contact point become a row. */
export interface Family<Fields> {
  /** Of the types that it can have. */
  readonly typeKind: string;
  readonly defaultTypeId: number;
  /** True: whenever there is a current one, one is preferred (docs/contracts/lgl.md §5.6). */
  readonly alwaysOnePreferred: boolean;
  /** Every field, with its value in a new element that does not give it. */
  readonly defaults: { readonly [Field in keyof Fields]: Fields[Field] | null };
  /** The field that two elements with the same content share. */
  readonly content: keyof Fields & string;
  /** Why a new value is refused; what is on record already may stay. */
  readonly refusal?: (fields: Fields) => Failure | undefined;
  /** A new element without content is left out (docs/contracts/lgl.md §5.5). */
  readonly isBlank: (fields: Fields) => boolean;
  readonly toRow: (fields: Fields, organization: Pick<Organization, 'country'>) => Readonly<Record<string, unknown>>;
}

export const POINT_COLUMNS = { type_id: 'bigint', is_preferred: 'boolean', parent_id: 'not written' } as const;

/** Fields of every contact point, as SQL gives them. The names of types are in the organization's vocabulary. */
export const POINT_SHOWN: Shown<Point> = {
  id: 'column',
  typeId: 'column',
  typeName: 'added later',
  isPreferred: 'column',
  parentId: 'column',
  createdAt: 'column',
  updatedAt: 'column',
};

export function pointsSql<Element extends Point>(table: PartTable, shown: Shown<Element>): string {
  return listSql(elementSql('p', shown), `${table.name} p where ${own('p')}`);
}

/** Whether there is no text in it. */
export function isEmpty(value: string | null | undefined): boolean {
  return (value ?? '').trim() === '';
}
