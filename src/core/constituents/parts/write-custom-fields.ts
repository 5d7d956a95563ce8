import { write } from '../../../db/statement.ts';
import { Failure, invalidField } from '../../base/failure.ts';
import { fold } from '../../base/fold.ts';
import { mayWrite } from '../../custom-fields/audience.ts';
import { ensureCustomFields } from '../../custom-fields/definitions.ts';
import { typedValue } from '../../custom-fields/value.ts';
import type { CustomFieldInput } from '../../record/parts/custom-fields.ts';
import type { PartOwner } from './part-owner.ts';

const upsert = write(
  'custom_field_values_upsert',
  `insert into custom_field_values (organization_id, constituent_id, definition_id, value_text, value_number, value_date, value_boolean, search_text)
   select $1, $2, r.definition_id, r.value_text, r.value_number, r.value_date, r.value_boolean, r.search_text
   from jsonb_to_recordset($3::jsonb) as r(definition_id bigint, value_text text, value_number numeric, value_date date, value_boolean boolean, search_text text)
   on conflict (organization_id, constituent_id, definition_id) do update set value_text = excluded.value_text,
     value_number = excluded.value_number, value_date = excluded.value_date, value_boolean = excluded.value_boolean,
     search_text = excluded.search_text`,
);
const remove = write(
  'custom_field_values_remove',
  'delete from custom_field_values where organization_id = $1 and constituent_id = $2 and definition_id = any($3::bigint[])',
);

/**
 * Sets values by the field's id or key; unknown fields are ignored unless they are to be defined (docs/contracts/lgl.md §5.4),
 * the last value of a field wins. Throws `forbidden` when people set a field that only the staff may set.
 */
export async function writeCustomFields(
  owner: PartOwner,
  inputs: readonly CustomFieldInput[] | undefined,
): Promise<boolean> {
  const { tx, actor, constituentId, existing, vocabulary } = owner;
  const known = [...vocabulary.customFields, ...(await defineMissing(owner, inputs ?? []))];
  const wanted = new Map<number, { dataType: string; value: string | null }>();
  for (const input of inputs ?? []) {
    const field =
      known.find((candidate) => candidate.id === input.id) ?? known.find((candidate) => candidate.key === input.key);
    if (field && !mayWrite(actor, field.audience)) throw new Failure('forbidden', 'field', { subject: field.key });
    if (field) wanted.set(field.id, { dataType: field.dataType, value: input.value });
  }
  const had = new Map(existing.customFields.map((field) => [field.definitionId, field.value]));
  const changed = [...wanted].filter(([id, { value }]) => (had.get(id) ?? null) !== value);
  const set = changed.flatMap(([id, { dataType, value }]) =>
    value === null ? [] : [{ definition_id: id, ...typedValue(dataType, value), search_text: fold(value) }],
  );
  const gone = changed.flatMap(([id, { value }]) => (value === null ? [id] : []));
  if (set.length > 0) await tx.all(upsert(actor.organization.id, constituentId, JSON.stringify(set)));
  if (gone.length > 0) await tx.all(remove(actor.organization.id, constituentId, gone));
  return changed.length > 0;
}

/** Defines the fields of text that inputs ask for. Throws `invalid` for an unknown id without a key, and for what is no key. */
async function defineMissing({ tx, actor, vocabulary }: PartOwner, inputs: readonly CustomFieldInput[]) {
  const has = ({ id, key }: CustomFieldInput) =>
    vocabulary.customFields.some((field) => field.id === id || field.key === key);
  const missing = inputs.filter((input) => input.define && !has(input));
  if (missing.length === 0) return [];
  const keys = new Set(missing.map(({ key }) => key ?? ''));
  if (keys.has('')) throw invalidField('customFields', 'unknown_custom_field');
  const ids = await ensureCustomFields(tx, actor, [...keys]);
  return [...keys].flatMap((key, index) => {
    const id = ids[index];
    return id === undefined ? [] : [{ id, key, dataType: 'text', audience: 'staff' } as const];
  });
}
