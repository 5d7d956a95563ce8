// getUserInterests (docs/contracts/luminate.md §4.7).
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import { listInterests } from '../../../core/groups/interest.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { selectPerson } from '../steps/select-person.ts';
import { parent } from '../wire/document.ts';
import { presentInterest } from '../wire/interest.ts';

export async function getUserInterests(call: Call): Promise<Answer> {
  const { db } = call.context;
  const { interests } = await getConstituent(db, call.actor, { id: await selectPerson(call) });
  const own = new Map(interests.map((interest) => [interest.interestId, interest]));
  const elements = (await listInterests(db, call.actor)).flatMap((interest) => {
    const channels = own.get(interest.id);
    return channels ? [presentInterest(interest, channels)] : [];
  });
  return { document: parent('getConsInterestsResponse', elements) };
}
