// listUserFieldChoices: the values a field's select offers (docs/contracts/luminate.md §4.19).
import { Failure } from '../../../core/base/failure.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { maySee, maySet } from '../steps/caller.ts';
import { allFields } from '../steps/record-fields.ts';
import { choicesOf } from '../wire/choices.ts';
import { leaf, parent } from '../wire/document.ts';
import { inputNames } from '../wire/fields.ts';

export async function listUserFieldChoices(call: Call): Promise<Answer> {
  const { actor, parameters, now } = call;
  const name = parameters.filled('field');
  if (name === undefined) throw new Failure('invalid', 'parameter_required', { subject: 'field' });
  const named = (await allFields(call)).find((candidate) => inputNames(candidate).includes(name));
  const field = named && (maySee(actor, named) || maySet(actor, named, 'create')) ? named : undefined;
  if (!field) throw new Failure('not-found', 'field_match');
  const choices = choicesOf(field, { organization: actor.organization, now });
  return {
    document: parent(
      'listConsFieldChoicesResponse',
      choices.map((choice) => leaf('choice', choice)),
    ),
  };
}
