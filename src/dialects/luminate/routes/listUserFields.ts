// listUserFields: which fields the caller may see or set (docs/contracts/luminate.md §4.18).
import { invalidField } from '../../../core/base/failure.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { includes, maySee, maySet } from '../steps/caller.ts';
import { allFields } from '../steps/record-fields.ts';
import { choicesOf } from '../wire/choices.ts';
import { type Element, leaf, parent } from '../wire/document.ts';
import type { Field } from '../wire/field.ts';
import type { Parameters } from '../wire/parameters.ts';
import { booleanParameter } from '../wire/values.ts';

export async function listUserFields(call: Call): Promise<Answer> {
  const { parameters } = call;
  const access = oneOf(parameters, 'access', ['view', 'update']);
  const order = oneOf(parameters, 'sort_order', ['field', 'group']);
  const withChoices = booleanParameter(parameters, 'include_choices', false);
  const isListed = (field: Field) =>
    access === 'update' ? isListedForUpdate(call, field) : isListedForView(call, field);
  const fields = (await allFields(call)).filter(isListed).toSorted((a, b) => compare(a, b, order));
  return {
    document: parent(
      'listConsFieldsResponse',
      fields.map((field) => present(call, field, withChoices)),
    ),
  };
}

/** What create takes is listed with what update takes (docs/contracts/luminate.md §4.2). */
function isListedForUpdate({ actor }: Call, field: Field): boolean {
  return maySet(actor, field, 'create') || maySet(actor, field, 'update');
}

/** The password and its hint are listed for viewing too, though only the hint is shown, and to its owner (§5.2). */
function isListedForView(call: Call, field: Field): boolean {
  if (maySee(call.actor, field)) return true;
  return ['user_password', 'reminder_hint'].includes(field.name) && isListedForUpdate(call, field);
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

/** In the order of captured answers (docs/contracts/luminate.md §4.18). */
function present(call: Call, field: Field, withChoices: boolean): Element {
  const choices = withChoices ? choicesOf(field, { organization: call.actor.organization, now: call.now }) : [];
  return parent('field', [
    leaf('name', field.name),
    leaf('label', field.label),
    leaf('group', field.group),
    leaf('required', field.required || includes(field.mandatory, call.actor)),
    leaf('isUserModifiable', field.update === 'everyone' || field.update === 'owner'),
    leaf('valueType', field.listedAs ?? field.type),
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
