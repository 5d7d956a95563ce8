// listUserFields: which fields the caller may see or set (wire/luminate.md §4.18).
import { invalidField } from '../../../core/base/failure.ts';
import type { Answer, Call } from '../call.ts';
import { maySee, maySet } from '../steps/caller.ts';
import { allFields } from '../steps/record-fields.ts';
import { choicesOf } from '../wire/choices.ts';
import { type Element, leaf, parent } from '../wire/document.ts';
import type { Field } from '../wire/fields.ts';
import type { Parameters } from '../wire/parameters.ts';
import { booleanParameter } from '../wire/values.ts';

export async function listUserFields(call: Call): Promise<Answer> {
  const { actor, parameters } = call;
  const access = oneOf(parameters, 'access', ['view', 'update']);
  const order = oneOf(parameters, 'sort_order', ['field', 'group']);
  const withChoices = booleanParameter(parameters, 'include_choices', false);
  // The password is listed for viewing too, though its value never is (wire/luminate.md §5.2).
  const isListed = (field: Field) => (access === 'update' ? maySet(actor, field) : isListedForView(call, field));
  const fields = (await allFields(call)).filter(isListed).toSorted((a, b) => compare(a, b, order));
  return {
    document: parent(
      'listConsFieldsResponse',
      fields.map((field) => present(call, field, withChoices)),
    ),
  };
}

function isListedForView({ actor }: Call, field: Field): boolean {
  return maySee(actor, field) || field.view === 'owner' || field.place.kind === 'password';
}

function compare(a: Field, b: Field, order: string): number {
  const byGroup = order === 'group' ? Number(a.group > b.group) - Number(a.group < b.group) : 0;
  return byGroup || Number(a.name > b.name) - Number(a.name < b.name);
}

function oneOf(parameters: Parameters, name: string, values: readonly [string, string]): string {
  const value = parameters.filled(name) ?? values[0];
  if (!values.includes(value)) throw invalidField(name, 'enumeration_format');
  return value;
}

/** In the order of captured answers (wire/luminate.md §4.18). */
function present(call: Call, field: Field, withChoices: boolean): Element {
  const choices = withChoices ? choicesOf(field, { organization: call.actor.organization, now: call.now }) : [];
  return parent('field', [
    leaf('name', field.name),
    leaf('label', field.label),
    leaf('group', field.group),
    leaf('required', field.required),
    leaf('isUserModifiable', field.update === 'everyone'),
    leaf('valueType', field.type),
    ...(field.maxChars === undefined ? [] : [leaf('maxChars', field.maxChars)]),
    ...(choices.length === 0
      ? []
      : [
          parent(
            'choices',
            choices.map((choice) => leaf('choice', choice)),
          ),
        ]),
  ]);
}
