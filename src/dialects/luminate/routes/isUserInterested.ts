// isUserInterested (docs/contracts/luminate.md §4.15).
import { Failure } from '../../../core/base/failure.ts';
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { selectPerson } from '../steps/select-person.ts';
import { leaf, parent } from '../wire/document.ts';
import { naturalParameter } from '../wire/values.ts';

export async function isUserInterested(call: Call): Promise<Answer> {
  const interestId = naturalParameter(call.parameters, 'interest_id');
  if (interestId === undefined) throw new Failure('invalid', 'parameter_required', { subject: 'interest_id' });
  const { interests } = await getConstituent(call.context.db, call.actor, { id: await selectPerson(call) });
  const isInterested = interests.some((interest) => interest.interestId === interestId);
  return { document: parent('isUserInterestedResponse', [leaf('interested', isInterested)]) };
}
