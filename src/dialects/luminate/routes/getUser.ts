// getUser: one record, or the named fields of it (docs/contracts/luminate.md §4.5).
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { maySee } from '../steps/caller.ts';
import { withDonorStatus } from '../steps/donor-status.ts';
import { allFields } from '../steps/record-fields.ts';
import { selectPerson } from '../steps/select-person.ts';
import { parent } from '../wire/document.ts';
import { isNamed, presentPerson } from '../wire/person.ts';

export async function getUser(call: Call): Promise<Answer> {
  const { context, actor, parameters } = call;
  const id = await selectPerson(call);
  const record = await getConstituent(context.db, actor, { id });
  const visible = (await allFields(call)).filter((field) => maySee(actor, field));
  const wanted = parameters
    .filled('fields')
    ?.split(',')
    .map((name) => name.trim());
  // Names that are no fields are ignored (docs/contracts/luminate.md §3.2).
  const shown = wanted ? visible.filter((field) => isNamed(field, new Set(wanted))) : visible;
  const [person = record] = await withDonorStatus(call, [record], shown);
  return { document: parent('getConsResponse', presentPerson(person, shown, actor.organization.timeZone)) };
}
