import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allowRecord } from '../base/actor.ts';
import { recordDifference } from '../base/change.ts';
import { Failure } from '../base/failure.ts';
import { INTERACTION_COLUMNS, type Interaction } from './interaction.ts';
import { findInteraction } from './interaction-queries.ts';
import { checkText } from './log-interaction.ts';

const lock = write('interaction_lock', 'select id from interactions where organization_id = $1 and id = $2 for update');
const update = write<Interaction>(
  'interaction_update',
  `update interactions set subject = $3, body = $4, updated_at = now() where organization_id = $1 and id = $2
   returning ${INTERACTION_COLUMNS}`,
);

/** Changes an interaction's words. Throws `not-found` (`interaction`), also for somebody else's, and as `checkText`. */
export async function updateInteraction(
  tx: Tx,
  actor: Actor,
  { id, subject, body }: { id: number; subject?: string; body?: string | null },
): Promise<Interaction> {
  await tx.all(lock(actor.organization.id, id));
  const before = await findInteraction(tx, actor, id);
  if (!before) throw new Failure('not-found', 'interaction', { subject: id });
  allowRecord(actor, 'constituents:write', before.constituentId);
  const wanted = { subject: subject ?? before.subject, body: body === undefined ? before.body : body };
  checkText(wanted);
  const after = await tx.one(update(actor.organization.id, id, wanted.subject, wanted.body));
  await recordDifference(tx, actor, {
    kind: 'interaction.updated',
    subjectId: id,
    before: { subject: before.subject, body: before.body },
    after: wanted,
  });
  return after;
}
