// listCenters (docs/contracts/luminate.md §4.16).
import { listCenters as list } from '../../../core/groups/interest.ts';
import { readPage } from '../paging.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { leaf, parent } from '../wire/document.ts';

export async function listCenters({ context, actor, parameters }: Call): Promise<Answer> {
  const { items } = await list(context.db, actor, readPage(parameters));
  const elements = items.map(({ id, name }) => parent('center', [leaf('id', id), leaf('label', name)]));
  return { document: parent('listCentersResponse', elements) };
}
