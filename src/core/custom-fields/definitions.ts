import { statement } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { invalidField } from '../base/failure.ts';

export interface NewCustomField {
  /** Lower-case letters, digits and underscores; how callers name the field. */
  readonly key: string;
  readonly name: string;
  readonly dataType: 'text' | 'integer' | 'number' | 'date' | 'currency' | 'boolean';
  readonly description?: string;
  readonly itemType?: 'Constituent' | 'Invitation';
  readonly minValue?: number;
  readonly maxValue?: number;
}

const insert = statement<{ id: number }>(
  'custom_field_insert',
  `insert into custom_field_definitions (organization_id, item_type, key, name, description, data_type, min_value, max_value)
   values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
);

/** Adds a custom field to the organization. Throws `invalid` for a bad key, `conflict` for one in use. Returns its id. */
export async function createCustomField(tx: Tx, actor: Actor, input: NewCustomField): Promise<number> {
  allow(actor, 'settings:write');
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(input.key)) throw invalidField('key', 'key_format');
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
    ),
  );
  await recordChange(tx, actor, { kind: 'custom_field.created', subjectId: row.id, before: null, after: input });
  return row.id;
}
