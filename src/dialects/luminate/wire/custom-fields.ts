// The organization's own fields as this contract names them: `custom_string1`, `custom_boolean1` …
// (docs/contracts/luminate.md §5.1).
import type { CustomField } from '../../../core/custom-fields/custom-field-queries.ts';
import type { Field, ValueType } from './field.ts';

export type CustomKind = 'string' | 'boolean' | 'number' | 'date' | 'monetary_amount';

const KINDS: Readonly<Record<CustomField['dataType'], readonly [CustomKind, ValueType]>> = {
  text: ['string', 'TEXT'],
  boolean: ['boolean', 'BOOLEAN'],
  integer: ['number', 'NUMBER'],
  number: ['number', 'NUMBER'],
  date: ['date', 'DATE'],
  currency: ['monetary_amount', 'NUMBER'],
};

function customKind(dataType: CustomField['dataType']): CustomKind {
  return KINDS[dataType][0];
}

/**
 * The name of a custom field. Front-ends read its kind from it (§4.5), so a field that another contract named freely
 * goes by its kind and id.
 */
function customName({ id, key, dataType }: Pick<CustomField, 'id' | 'key' | 'dataType'>): string {
  const prefix = `custom_${customKind(dataType)}`;
  return key.startsWith(prefix) && /^\d+$/.test(key.slice(prefix.length)) ? key : `${prefix}${id}`;
}

/** Who may see and set a custom field, by its audience. */
const ACCESS: Readonly<Record<CustomField['audience'], Pick<Field, 'view' | 'update'>>> = {
  staff: { view: 'administrators', update: 'administrators' },
  person_read: { view: 'everyone', update: 'administrators' },
  person_write: { view: 'everyone', update: 'everyone' },
};

/** A custom field as an entry of the field table. */
export function customField(definition: CustomField): Field {
  const [, type] = KINDS[definition.dataType];
  return {
    name: customName(definition),
    label: definition.name,
    group: 'Custom',
    type,
    ...(type === 'TEXT' && { maxChars: 255 }),
    aliases: [],
    required: false,
    ...ACCESS[definition.audience],
    place: { kind: 'custom', definitionId: definition.id },
  };
}
