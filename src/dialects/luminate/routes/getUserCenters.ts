// getUserCenters: the person's center; nothing where there are several (docs/contracts/luminate.md §4.8).
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { selectPerson } from '../steps/select-person.ts';
import { leaf, parent } from '../wire/document.ts';

export async function getUserCenters(call: Call): Promise<Answer> {
  const { centers } = await getConstituent(call.context.db, call.actor, { id: await selectPerson(call) });
  const shown = centers.length === 1 ? centers : [];
  const elements = shown.map((center) => parent('center', [leaf('id', center.centerId), leaf('label', center.name)]));
  return { document: parent('getConsCentersResponse', elements) };
}
