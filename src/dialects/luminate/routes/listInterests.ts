// listInterests: what people may be interested in (docs/contracts/luminate.md §4.17).
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import { listInterests as list } from '../../../core/groups/interest.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { isAdministrator } from '../steps/caller.ts';
import { selectPerson } from '../steps/select-person.ts';
import { parent } from '../wire/document.ts';
import { presentInterest } from '../wire/interest.ts';
import { readSelector } from '../wire/selector.ts';
import { booleanParameter } from '../wire/values.ts';

export async function listInterests(call: Call): Promise<Answer> {
  const withHidden = booleanParameter(call.parameters, 'include_hidden', false);
  const centers = await centersOfPerson(call);
  const interests = await list(call.context.db, call.actor);
  const listed = interests
    .filter((interest) => withHidden || !interest.isHidden)
    // A person of a center may choose what is general and what is their center's.
    .filter(({ centerId }) => !centers || centerId === null || centers.has(centerId));
  const everywhere = { forEmail: true, forWeb: true };
  return {
    document: parent(
      'listInterestsResponse',
      listed.map((interest) => presentInterest(interest, everywhere)),
    ),
  };
}

/** The centers of the person an administrator asks for; undefined where nobody is named or they have none. */
async function centersOfPerson(call: Call): Promise<ReadonlySet<number> | undefined> {
  if (!isAdministrator(call.actor) || !readSelector(call.parameters)) return undefined;
  const { centers } = await getConstituent(call.context.db, call.actor, { id: await selectPerson(call) });
  return centers.length === 0 ? undefined : new Set(centers.map((center) => center.centerId));
}
