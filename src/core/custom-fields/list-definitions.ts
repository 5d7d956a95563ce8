import type { Db } from '../../db/connect.ts';
import { type Actor, allow } from '../base/actor.ts';
import { columnsAs } from '../base/columns.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';
import type { Audience } from './audience.ts';

export interface CustomFieldDefinition {
  readonly id: number;
  readonly itemType: string;
  readonly name: string;
  readonly description: string | null;
  readonly key: string;
  /** Decimal text, as the database keeps it. */
  readonly minValue: string | null;
  readonly maxValue: string | null;
  readonly audience: Audience;
}

const list = pagedStatement<CustomFieldDefinition>('custom_field_definitions_list', {
  select: columnsAs('d', ['id', 'itemType', 'name', 'description', 'key', 'minValue', 'maxValue', 'audience']),
  from: 'custom_field_definitions d where d.organization_id = $1 and d.item_type = $2',
  order: 'd.id',
  parameters: 2,
});

/** The custom fields with free values of one kind of item, by id. */
export function listCustomFieldDefinitions(
  db: Db,
  actor: Actor,
  { itemType, page }: { itemType: string; page: PageRequest },
): Promise<Paged<CustomFieldDefinition>> {
  allow(actor, 'constituents:read');
  return list(db, [actor.organization.id, itemType], page);
}
