// A record as getUser shows it: dotted names become nesting, empty values nil (docs/contracts/luminate.md §4.5).
import { toWireDate } from './dates.ts';
import { type Element, leaf, parent } from './document.ts';
import type { Field } from './field.ts';
import { type ReadableRecord, readValue } from './field-reading.ts';
import { inputNames } from './fields.ts';
import { toBoolean } from './values.ts';

/** Whether a `fields` list names a field: by name, by an alias, or by what it is part of. */
export function isNamed(field: Field, names: ReadonlySet<string>): boolean {
  const parts = [...inputNames(field), field.viewName ?? field.name, field.name.split('.', 1)[0] ?? ''];
  return parts.some((name) => names.has(name)) || (field.place.kind === 'custom' && names.has('custom'));
}

/** The elements of the given fields. */
export function presentPerson(record: ReadableRecord, fields: readonly Field[], timeZone: string): Element[] {
  const groups = new Map<string, Element[]>();
  for (const field of fields) {
    const text = shownValue(field, record, timeZone);
    const [group, name] = place(field);
    const element = field.place.kind === 'custom' ? customElement(field, text) : leaf(name ?? group, text);
    groups.set(group, [...(groups.get(group) ?? []), element]);
  }
  return [...groups].map(([group, elements]) => nest(group, elements, fields));
}

/** `name.first` → [`name`, `first`]; a field on its own has no second part. */
function place(field: Field): readonly [group: string, name?: string] {
  if (field.place.kind === 'custom') return ['custom', field.name];
  const [group = '', name] = (field.viewName ?? field.name).split('.');
  return name === undefined ? [group] : [group, name];
}

/** A composite all of whose children are nil is nil itself. */
function nest(group: string, elements: readonly Element[], fields: readonly Field[]): Element {
  const [only] = elements;
  const isComposite =
    group === 'custom' || fields.some((field) => (field.viewName ?? field.name).startsWith(`${group}.`));
  if (!isComposite && only) return only;
  return elements.every((element) => element.content === null) ? leaf(group, null) : parent(group, elements);
}

/** `<string id="custom_string1">`: the kind is the name without `custom_` and digits (docs/contracts/luminate.md §4.5). */
function customElement(field: Field, text: string | null): Element {
  const kind = field.name.replace(/^custom_/, '').replace(/(?<!\d)\d+$/, '');
  return { name: kind, attributes: { id: field.name }, content: text };
}

/** The value as shown: dates with the zone's offset, booleans as words, money with two digits. */
export function shownValue(field: Field, record: ReadableRecord, timeZone: string): string | null {
  const text = readValue(field, record);
  if (text === null) return null;
  if (field.type === 'DATE' && /^\d{4}-\d{2}-\d{2}$/.test(text)) return toWireDate(text, timeZone);
  if (field.type === 'BOOLEAN') return String(toBoolean(text) ?? text);
  return field.name.startsWith('custom_monetary_amount') ? toMoney(text) : text;
}

/** Another contract may have stored more digits or a currency sign; without rounding through a binary fraction. */
function toMoney(text: string): string {
  const [, sign = '', whole, fraction = ''] = text.replaceAll(/[$,\s]/g, '').match(/^(-?)(\d+)(?:\.(\d+))?$/) ?? [];
  return whole === undefined ? text : `${sign}${whole}.${fraction.padEnd(2, '0').slice(0, 2)}`;
}
