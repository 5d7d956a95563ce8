// A record as it was: the record of today, with what has changed since taken back.
import type { Db } from '../../db/connect.ts';
import type { Actor } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import { getConstituent } from '../constituents/record/constituent-queries.ts';
import { changesSince } from './change-log.ts';

/**
 * The record at a moment (ISO 8601), with all its parts; a deleted one has `deletedAt`. Throws `not-found` for a record that
 * was not there yet. Costs what the changes since then cost.
 */
export async function constituentAsOf(
  db: Db,
  actor: Actor,
  { id, moment }: { id: number; moment: string },
): Promise<Constituent> {
  const now = await getConstituent(db, actor, { id, presence: 'deleted-too' });
  const since = await changesSince(db, actor, { constituentId: now.id, moment });
  const wasThere = !since.some(({ kind }) => kind === 'constituent.created') && now.createdAt <= moment;
  if (!wasThere) throw new Failure('not-found', 'constituent', { subject: id });
  // Newest first: of several changes of one field the oldest says what it was before all of them.
  const earlier = Object.assign({}, ...since.map(({ before }) => before ?? {})) as Partial<Constituent>;
  const known = Object.entries(earlier).filter(([name]) => name in now);
  return { ...now, ...Object.fromEntries(known) };
}
