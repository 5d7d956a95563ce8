// getUserInteractions: a person's history (docs/contracts/luminate.md §4.10).
import { findInteractionsOf } from '../../../core/interactions/interaction-queries.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { selectInteractionPerson } from '../steps/select-person.ts';
import { parent } from '../wire/document.ts';
import { presentInteraction, readSearch } from '../wire/interaction.ts';

export async function getUserInteractions(call: Call): Promise<Answer> {
  const search = readSearch(call);
  const constituentId = await selectInteractionPerson(call);
  const interactions = await findInteractionsOf(call.context.db, call.actor, { ...search, constituentId });
  return { document: parent('getUserInteractionsResponse', interactions.map(presentInteraction)) };
}
