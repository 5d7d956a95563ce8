// The record fields of one call: read from its parameters, and turned into a change of the record.

import type { Organization } from '../../../core/base/actor.ts';
import type { Constituent } from '../../../core/constituents/constituent.ts';
import type { ConstituentInput } from '../../../core/constituents/constituent-input.ts';
import { listConstituentCustomFields } from '../../../core/custom-fields/custom-field-queries.ts';
import type { Call } from '../call.ts';
import { cleaned } from '../wire/cleaning.ts';
import { toConstituentInput } from '../wire/constituent-input.ts';
import { customField } from '../wire/custom-fields.ts';
import { type FieldReading, type FieldValue, readFields } from '../wire/field-values.ts';
import { FIELDS, type Field } from '../wire/fields.ts';
import { booleanParameter } from '../wire/values.ts';

/** The fields a call may name: the organization's own ones are only looked up where it names one. */
export async function fieldsOf(call: Call): Promise<readonly Field[]> {
  return call.parameters.names().some((name) => name.startsWith('custom_')) ? allFields(call) : FIELDS;
}

/** Every field, the organization's own ones included. */
export async function allFields({ context, actor }: Call): Promise<readonly Field[]> {
  const definitions = await listConstituentCustomFields(context.db, actor);
  return [...FIELDS, ...definitions.map(customField)];
}

export interface RecordChange {
  /** A field's value by its dotted name; undefined where the call does not name it. */
  value(name: string): FieldValue | undefined;
  text(name: string): string | undefined;
  /** The change of an existing record, or the content of a new one. */
  input(existing: Constituent | undefined): ConstituentInput;
}

/** Reads the fields a call names. Throws as `readFields`. */
export function readRecord({ parameters, actor }: Call, reading: FieldReading): RecordChange {
  const given = readFields(parameters, reading);
  const values = booleanParameter(parameters, 'suppress_cleaning', false) ? given : clean(given, actor.organization);
  const byName = new Map([...values].map(([field, value]) => [field.name, value]));
  return {
    value: (name) => byName.get(name),
    text: (name) => (byName.get(name) ? String(byName.get(name)) : undefined),
    input: (existing) => toConstituentInput(values, existing),
  };
}

function clean(values: ReadonlyMap<Field, FieldValue>, organization: Organization): Map<Field, FieldValue> {
  const pairs = [...values].map(
    ([field, value]) => [field, typeof value === 'string' ? cleaned(field, value, organization) : value] as const,
  );
  return new Map(pairs);
}
