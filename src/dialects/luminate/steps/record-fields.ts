// The record fields of one call: read from its parameters, and turned into a change of the record.
import type { Actor, Organization } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import type { Constituent } from '../../../core/constituents/record/constituent.ts';
import type { ConstituentInput } from '../../../core/constituents/record/constituent-input.ts';
import { listConstituentCustomFields } from '../../../core/custom-fields/custom-field-queries.ts';
import type { Call } from '../servlets/call.ts';
import { settingsOf } from '../settings.ts';
import { cleaned } from '../wire/cleaning.ts';
import { toConstituentInput } from '../wire/constituent-input.ts';
import { customField } from '../wire/custom-fields.ts';
import type { Field } from '../wire/field.ts';
import { withRules } from '../wire/field-rules.ts';
import { type FieldReading, type FieldValue, readFields, type Verdict } from '../wire/field-values.ts';
import { FIELDS } from '../wire/fields.ts';
import { booleanParameter } from '../wire/values.ts';
import { includes, isReadOnly, maySet, type Writing } from './caller.ts';

/** The fields a call may name: the organization's own ones are only looked up where it or a rule names one. */
async function fieldsOf(call: Call): Promise<readonly Field[]> {
  const { fieldRules } = settingsOf(call.actor.organization);
  const names = [...call.parameters.names(), ...Object.keys(fieldRules)];
  return names.some((name) => name.startsWith('custom_')) ? allFields(call) : withRules(FIELDS, fieldRules);
}

/** Every field, the organization's own ones included, as the organization wants them. */
export async function allFields({ context, actor }: Call): Promise<readonly Field[]> {
  const definitions = await listConstituentCustomFields(context.db, actor);
  return withRules([...FIELDS, ...definitions.map(customField)], settingsOf(actor.organization).fieldRules);
}

export interface RecordChange {
  /** A field's value by its dotted name; undefined where the call does not name it. */
  value(name: string): FieldValue | undefined;
  text(name: string): string | undefined;
  /** The change of an existing record, or the content of a new one. */
  input(existing: Constituent | undefined): ConstituentInput;
}

interface Reading extends Pick<FieldReading, 'extraNames'> {
  readonly writing: Writing;
  /** The field that the person was found by, if it was one: it is not set. */
  readonly except?: string;
}

/** Reads the fields a call names, as far as the caller may set them. Throws as `readFields`. */
export async function readRecord(call: Call, { writing, except, extraNames }: Reading): Promise<RecordChange> {
  const { parameters, actor } = call;
  const given = readFields(parameters, {
    fields: (await fieldsOf(call)).filter(({ name }) => name !== except),
    verdict: (field) => verdictOn(actor, field, writing),
    isMissing: (field, value) =>
      includes(field.mandatory, actor) && (value === null || (value === undefined && writing === 'create')),
    extraNames,
  });
  const values = booleanParameter(parameters, 'suppress_cleaning', false) ? given : clean(given, actor.organization);
  const byName = new Map([...values].map(([field, value]) => [field.name, value]));
  return {
    value: (name) => byName.get(name),
    text: (name) => (byName.get(name) ? String(byName.get(name)) : undefined),
    input: (existing) => toConstituentInput(values, existing),
  };
}

function verdictOn(actor: Actor, field: Field, writing: Writing): Verdict {
  if (maySet(actor, field, writing)) return 'set';
  // A constituent's member_id in update selects, and selects nobody but themselves (docs/contracts/luminate.md §4.4).
  const isSelector = writing === 'update' && field.place.kind === 'member-id';
  return isSelector || isReadOnly(field, writing) ? 'ignore' : 'refuse';
}

/** Throws `forbidden` where the caller fills in a field, in a method that has its own parameters for some, that they may not set. */
export async function requireSettable(call: Call, names: readonly string[]): Promise<void> {
  const fields = (await fieldsOf(call)).filter(({ name }) => names.includes(name) && call.parameters.filled(name));
  const refused = fields.find((field) => !maySet(call.actor, field, 'update'));
  if (refused) throw new Failure('forbidden', 'administrators_only', { subject: refused.name });
}

function clean(values: ReadonlyMap<Field, FieldValue>, organization: Organization): Map<Field, FieldValue> {
  const pairs = [...values].map(
    ([field, value]) => [field, typeof value === 'string' ? cleaned(field, value, organization) : value] as const,
  );
  return new Map(pairs);
}
