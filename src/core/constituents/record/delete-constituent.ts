import { write } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { recordChange } from '../../base/change.ts';
import { Failure } from '../../base/failure.ts';
import { recordingIndirectly } from '../../base/indirect-change.ts';
import { relatedTo } from '../parts/shown-parts.ts';
import type { Constituent } from './constituent.ts';
import { reloadConstituent } from './constituent-queries.ts';

const mark = write<{ id: number }>(
  'constituent_delete',
  'update constituents set deleted_at = now(), updated_at = now() where organization_id = $1 and id = $2 and deleted_at is null returning id',
);
const unmark = write<{ deletedAt: string }>(
  'constituent_restore',
  `with deleted as (
     select organization_id, id, deleted_at from constituents
     where organization_id = $1 and id = $2 and deleted_at is not null
       and not exists (select from erasures e where e.organization_id = $1 and e.erased_ids @> array[$2::bigint])
     for no key update
   )
   update constituents c set deleted_at = null, updated_at = now() from deleted d
   where c.organization_id = $1 and c.id = d.id returning d.deleted_at as "deletedAt"`,
);

/** Takes a constituent out of lists and searches. Nothing is physically removed, so it can be restored. Throws `not-found`. */
export async function deleteConstituent(tx: Tx, actor: Actor, id: number): Promise<void> {
  allow(actor, 'constituents:write');
  // Others do not show a relationship to somebody who is deleted.
  const others = [relatedTo(id)];
  const marked = await recordingIndirectly(tx, actor, others, () => tx.maybe(mark(actor.organization.id, id)));
  if (!marked) throw new Failure('not-found', 'constituent', { subject: id });
  const { deletedAt, active } = await reloadConstituent(tx, actor, id);
  // A deleted person shows as inactive where they still show (docs/decisions/0003).
  const events = active ? ['constituent.status_changed'] : [];
  const change = { before: { deletedAt: null }, after: { deletedAt }, events };
  await recordChange(tx, actor, { kind: 'constituent.deleted', subjectId: id, ...change });
}

/** Brings a deleted constituent back with all its parts. Throws `not-found` when there is no deleted one, or only an erased one. */
export async function restoreConstituent(tx: Tx, actor: Actor, id: number): Promise<Constituent> {
  allow(actor, 'constituents:write');
  const others = [relatedTo(id)];
  const unmarked = await recordingIndirectly(tx, actor, others, () => tx.maybe(unmark(actor.organization.id, id)));
  if (!unmarked) throw new Failure('not-found', 'constituent', { subject: id });
  const restored = await reloadConstituent(tx, actor, id);
  await recordChange(tx, actor, {
    kind: 'constituent.restored',
    subjectId: id,
    before: { deletedAt: unmarked.deletedAt },
    after: { deletedAt: null },
    events: restored.active ? ['constituent.status_changed'] : [],
  });
  return restored;
}
