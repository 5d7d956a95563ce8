import type { CustomFieldDefinition } from '../../../core/custom-fields/list-definitions.ts';

/** docs/contracts/lgl.md §3.9; a strictly typed client needs whole numbers as bounds (§6.2), so none is 0. */
export function attribute(definition: CustomFieldDefinition) {
  return {
    id: definition.id,
    item_type: definition.itemType,
    name: definition.name,
    description: definition.description,
    key: definition.key,
    min_val: Math.trunc(Number(definition.minValue ?? 0)),
    max_val: Math.trunc(Number(definition.maxValue ?? 0)),
  };
}
