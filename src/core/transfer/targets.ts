// What a column of a file can become: a field of the record, a contact point, an id, a group, a custom field; or nothing.
import { columnOf } from '../base/columns.ts';
import { FIELD_NAMES, FIELDS } from '../record/fields.ts';

/** Columns that become contact points; several of one kind are numbered: `email_2`. */
export const POINTS = ['email', 'phone', 'website'] as const;
/** Parts of an address; those of the second address are numbered: `city_2`. */
export const ADDRESS_PARTS = [
  'house_number',
  'street',
  'street_line_2',
  'street_line_3',
  'city',
  'state',
  'postal_code',
  'county',
  'country',
] as const;

const NAMES = ['full_name', 'last_first', 'city_state_postal_code'] as const;

type FieldName = (typeof FIELD_NAMES)[number];

/** Fields that a file may fill, by their names in a mapping. */
const FIELD_TARGETS: ReadonlyMap<string, FieldName> = new Map(
  FIELD_NAMES.filter((name) => FIELDS[name].type !== 'number' && name !== 'userName').map((name) => [
    columnOf(name),
    name,
  ]),
);

export type Target =
  | { readonly kind: 'ignore' }
  | { readonly kind: 'id' }
  | { readonly kind: 'external_id'; readonly system: string }
  | { readonly kind: 'field'; readonly field: FieldName }
  | { readonly kind: 'name'; readonly form: 'full_name' | 'last_first' }
  | { readonly kind: 'point'; readonly point: (typeof POINTS)[number]; readonly number: number }
  | { readonly kind: 'address'; readonly part: (typeof ADDRESS_PARTS)[number]; readonly number: number }
  | { readonly kind: 'place'; readonly number: number }
  | { readonly kind: 'groups' }
  | { readonly kind: 'custom'; readonly key: string };

const NUMBERED = /^(.*?)(?:_([1-9]))?$/;

/** Undefined: there is no such target. */
export function targetOf(text: string): Target | undefined {
  if (text === 'ignore' || text === 'id' || text === 'groups') return { kind: text };
  const [, system] = /^external_id:(.{1,64})$/.exec(text) ?? [];
  if (system) return { kind: 'external_id', system };
  const [, key] = /^custom:(.{1,64})$/.exec(text) ?? [];
  if (key) return { kind: 'custom', key };
  const field = FIELD_TARGETS.get(text);
  if (field) return { kind: 'field', field };
  const isWhole = ([...POINTS, ...ADDRESS_PARTS, ...NAMES] as readonly string[]).includes(text);
  const [, stem = '', digits = '1'] = isWhole ? [text, text] : (NUMBERED.exec(text) ?? []);
  return numbered(stem, Number(digits));
}

function numbered(stem: string, number: number): Target | undefined {
  const point = POINTS.find((name) => name === stem);
  if (point) return { kind: 'point', point, number };
  const part = ADDRESS_PARTS.find((name) => name === stem);
  if (part) return { kind: 'address', part, number };
  if (stem === 'city_state_postal_code') return { kind: 'place', number };
  return (stem === 'full_name' || stem === 'last_first') && number === 1 ? { kind: 'name', form: stem } : undefined;
}

/** Whether the cells of such a column are dates. */
export function isDateTarget(text: string): boolean {
  const target = targetOf(text);
  return target?.kind === 'field' && FIELDS[target.field].type === 'date';
}
