import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordIfNew } from '../base/change.ts';
import { Failure, invalidField } from '../base/failure.ts';
import type { Audience } from './audience.ts';

export interface NewCustomField {
  /** Lower-case letters, digits and underscores; how callers name the field. */
  readonly key: string;
  readonly name: string;
  readonly dataType: 'text' | 'integer' | 'number' | 'date' | 'currency' | 'boolean';
  readonly description?: string;
  readonly itemType?: 'Constituent' | 'Invitation';
  readonly minValue?: number;
  readonly maxValue?: number;
  /** By default `staff`. */
  readonly audience?: Audience;
}

function requireKey(key: string): void {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(key)) throw invalidField('key', 'key_format');
}

const insert = write<{ id: number }>(
  'custom_field_insert',
  `insert into custom_field_definitions (organization_id, item_type, key, name, description, data_type, min_value, max_value, audience)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
);

/** Adds a custom field to the organization. Throws `invalid` for a bad key, `conflict` for one in use. Returns its id. */
export async function createCustomField(tx: Tx, actor: Actor, input: NewCustomField): Promise<number> {
  allow(actor, 'settings:write');
  requireKey(input.key);
  const row = await tx.one(
    insert(
      actor.organization.id,
      input.itemType ?? 'Constituent',
      input.key,
      input.name,
      input.description ?? null,
      input.dataType,
      input.minValue ?? null,
      input.maxValue ?? null,
      input.audience ?? 'staff',
    ),
  );
  await recordChange(tx, actor, { kind: 'custom_field.created', subjectId: row.id, before: null, after: input });
  return row.id;
}

// In the order of keys, so that two requests that define several do not wait for each other.
const ensure = write<{ id: number; key: string; name: string; isNew: boolean }>(
  'custom_fields_ensure',
  `insert into custom_field_definitions as d (organization_id, item_type, key, name, data_type, audience)
   select $1, 'Constituent', key, name, 'text', 'staff' from unnest($2::text[], $3::text[]) as w (key, name) order by key
   on conflict (organization_id, item_type, key) do update set key = excluded.key
   returning id, key, name, xmax = 0 as "isNew"`,
);

const nameOfKey = (key: string): string =>
  key
    .split('_')
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

/**
 * Fields of text of constituents with these different keys, made where there are none (`background_info` is called "Background
 * Info"). Throws `invalid` for a bad key. Returns their ids in the order of the keys.
 */
export async function ensureCustomFields(tx: Tx, actor: Actor, keys: readonly string[]): Promise<number[]> {
  allow(actor, 'constituents:write');
  for (const key of keys) requireKey(key);
  const names = keys.map(nameOfKey);
  const rows = await tx.all(ensure(actor.organization.id, keys, names));
  const made = rows.map(({ id, isNew, ...row }) => ({ id, isNew, after: { ...row, dataType: 'text' } }));
  await recordIfNew(tx, actor, { subjectType: 'custom_field', rows: made });
  const idOf = new Map(rows.map(({ id, key }) => [key, id]));
  return keys.flatMap((key) => idOf.get(key) ?? []);
}

const change = write<{ id: number; key: string; before: Audience }>(
  'custom_field_audience',
  `update custom_field_definitions d set audience = $3
   from (select id, audience from custom_field_definitions where organization_id = $1 for update) o
   where d.organization_id = $1 and d.id = o.id and d.item_type = 'Constituent' and ($2::text[] is null or d.key = any($2))
   returning d.id, d.key, o.audience as before`,
);

/**
 * Says whom the fields with these keys are for; with `undefined` every field. Throws `not-found` (`custom_field`) for a key
 * that none has. Returns the keys.
 */
export async function changeAudience(
  tx: Tx,
  actor: Actor,
  { keys, audience }: { keys: readonly string[] | undefined; audience: Audience },
): Promise<string[]> {
  allow(actor, 'settings:write');
  const rows = await tx.all(change(actor.organization.id, keys ?? null, audience));
  const unknown = keys?.find((key) => !rows.some((row) => row.key === key));
  if (unknown !== undefined) throw new Failure('not-found', 'custom_field', { subject: unknown });
  for (const { id, before } of rows.filter((row) => row.before !== audience)) {
    const changed = { subjectId: id, before: { audience: before }, after: { audience } };
    await recordChange(tx, actor, { kind: 'custom_field.audience_changed', ...changed });
  }
  return rows.map((row) => row.key);
}
