// getUserGroups (docs/contracts/luminate.md §4.6).
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { selectPerson } from '../steps/select-person.ts';
import { leaf, parent } from '../wire/document.ts';

export async function getUserGroups(call: Call): Promise<Answer> {
  const { groups } = await getConstituent(call.context.db, call.actor, { id: await selectPerson(call) });
  const current = new Map(groups.filter((group) => group.isCurrent).map((group) => [group.groupId, group.groupName]));
  const elements = [...current].map(([id, name]) => parent('group', [leaf('id', id), leaf('label', name)]));
  return { document: parent('getConsGroupsResponse', elements) };
}
