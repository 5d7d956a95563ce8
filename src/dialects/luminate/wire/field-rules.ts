// What an organization says of single fields, for administrators and for people apart (docs/contracts/luminate.md §5.4).
import type { FieldRule, FieldRules } from '../settings.ts';
import type { Audience, Field } from './field.ts';

type Rules = Readonly<Record<string, FieldRules>>;

/** The fields with the organization's rules applied; fields without a rule stay as they are. */
export function withRules(fields: readonly Field[], rules: Rules): readonly Field[] {
  if (Object.keys(rules).length === 0) return fields;
  return fields.map((field) => {
    const { staff, person } = (Object.hasOwn(rules, field.name) ? rules[field.name] : undefined) ?? {};
    return apply(apply(field, 'administrators', staff), 'owner', person);
  });
}

function apply(field: Field, audience: 'administrators' | 'owner', rule: FieldRule | undefined): Field {
  if (rule === undefined) return field;
  if (rule === 'required') return { ...field, mandatory: field.mandatory ? 'everyone' : audience };
  const creators = field.create ?? field.update;
  // No record can be made without an address (docs/contracts/luminate.md §6, 2): that one is always taken.
  const create = field.name === 'email.primary_address' ? creators : without(creators, audience);
  const view = rule === 'hidden' ? without(field.view, audience) : field.view;
  return { ...field, view, create, update: without(field.update, audience) };
}

function without(audience: Audience, gone: 'administrators' | 'owner'): Audience {
  if (audience === 'everyone') return gone === 'owner' ? 'administrators' : 'owner';
  return audience === gone ? 'nobody' : audience;
}
