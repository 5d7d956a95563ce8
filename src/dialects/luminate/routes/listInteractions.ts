// listInteractions: everybody's interactions of a type that is marked public (docs/contracts/luminate.md §4.11).
import { Failure } from '../../../core/base/failure.ts';
import { findInteractionsOfType } from '../../../core/interactions/interaction-queries.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { parent } from '../wire/document.ts';
import { presentInteraction, readSearch } from '../wire/interaction.ts';

export async function listInteractions(call: Call): Promise<Answer> {
  const { context, actor } = call;
  const search = readSearch(call);
  const { typeId } = search;
  if (typeId === undefined) throw new Failure('invalid', 'parameter_required', { subject: 'interaction_type_id' });
  const interactions = await findInteractionsOfType(context.db, actor, { ...search, typeId });
  return { document: parent('listInteractionsResponse', interactions.map(presentInteraction)) };
}
