import type { Part } from '../part.ts';
import { elementSql, listSql, own } from '../part-sql.ts';

export type CustomDataType = 'text' | 'integer' | 'number' | 'date' | 'currency' | 'boolean';

export interface CustomFieldValue {
  readonly definitionId: number;
  readonly key: string;
  readonly name: string;
  readonly dataType: CustomDataType;
  readonly ordinal: number;
  /** As entered; empty for a field that was left blank. */
  readonly value: string;
}

export interface CustomFieldInput {
  readonly id?: number | null;
  readonly key?: string | null;
  /** As entered. Empty keeps a blank value, null takes the value away. */
  readonly value: string | null;
  /** A key that no field has makes a field of text; otherwise it is ignored. */
  readonly define?: boolean;
}

const ELEMENT = elementSql<CustomFieldValue>('d', {
  definitionId: { sql: 'd.id' },
  key: 'column',
  name: 'column',
  dataType: 'column',
  ordinal: 'column',
  value: { sql: 'v.value_text' },
});

export const CUSTOM_FIELDS: Part<CustomFieldValue, CustomFieldInput, readonly CustomFieldInput[]> = {
  label: 'Custom fields',
  table: { name: 'custom_field_values' },
  select: listSql(
    ELEMENT,
    `custom_field_values v join custom_field_definitions d on d.organization_id = v.organization_id and d.id = v.definition_id where ${own('v')}`,
  ),
  orderedBy: 'definitionId',
  shows: ['custom_field_definitions'],
  identifies: false,
  cleaned: { key: 'as given', value: 'as given' },
};
