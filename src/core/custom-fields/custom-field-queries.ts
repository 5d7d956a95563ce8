import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import type { Audience } from './audience.ts';

export interface CustomField {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly dataType: 'text' | 'integer' | 'number' | 'date' | 'currency' | 'boolean';
  readonly audience: Audience;
}

const list = query<CustomField>(
  'custom_fields_of_constituents',
  `select id, key, name, data_type as "dataType", audience from custom_field_definitions
   where organization_id = $1 and item_type = 'Constituent' order by ordinal, id`,
);

/** The organization's custom fields of constituents, in their order. What a field is called is no secret: no permission. */
export function listConstituentCustomFields(db: Db, actor: Actor): Promise<CustomField[]> {
  return db.all(list(actor.organization.id));
}
