// Types of notes that posts name: unlike the API, an integration makes those that are not there (docs/contracts/lgl.md §9).
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { findTypeId } from '../interactions/activity-subject.ts';

// Two posts that name the same new type take turns, or there would be two of it.
const lock = write('note_types_lock', `select pg_advisory_xact_lock(hashtextextended('note types:' || $1::bigint, 0))`);
const insert = write<{ id: number }>(
  'note_type_insert',
  `insert into types (organization_id, kind, name) values ($1, 'note', $2) returning id`,
);

/** The type of that name, made if there is none. */
export async function ensureNoteType(tx: Tx, actor: Actor, given: string): Promise<number> {
  const reference = { name: cleanText(given) };
  const find = () => findTypeId(tx, actor, { kind: 'note', reference });
  const known = await find();
  if (known !== undefined) return known;
  await tx.all(lock(actor.organization.id));
  const meanwhile = await find();
  if (meanwhile !== undefined) return meanwhile;
  const { id } = await tx.one(insert(actor.organization.id, reference.name));
  await recordChange(tx, actor, {
    kind: 'type.created',
    subjectId: id,
    before: null,
    after: { id, kind: 'note', ...reference },
  });
  return id;
}
