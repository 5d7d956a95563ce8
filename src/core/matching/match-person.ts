import type { Db } from '../../db/connect.ts';
import { type Actor, allow } from '../base/actor.ts';
import { getConstituent } from '../constituents/record/constituent-queries.ts';
import { featuresOf } from './features.ts';
import { behindBy, follow, KEPT_FROM } from './follow.ts';
import { loadLearnt } from './learnt.ts';
import type { MatchPerson } from './person.ts';
import type { Judgement } from './reasons.ts';
import { matchesOf } from './score-people.ts';
import { peopleOf } from './stored-people.ts';

export interface PossibleDuplicate extends Judgement {
  readonly constituentId: number;
}

export interface Matching {
  /** The likeliest first. */
  readonly matches: readonly PossibleDuplicate[];
  /** People who were written lately and are not looked at yet. */
  readonly behind: number;
}

/** People who are read again before an answer: more are left to the job. */
const CAUGHT_UP = 200;

/**
 * Who on record somebody may be: a person as described, or the one with an id, who is not among them. Throws `not-found` for an
 * id of nobody.
 */
export async function matchPerson(
  db: Db,
  actor: Actor,
  { person, limit }: { person: MatchPerson | { readonly id: number }; limit: number },
): Promise<Matching> {
  allow(actor, 'constituents:read');
  const { id: organizationId } = actor.organization;
  const { isDone } = await follow(db, actor, CAUGHT_UP);
  const known = 'id' in person ? await onRecord(db, actor, person.id) : { id: null, features: featuresOf(person) };
  const learnt = await loadLearnt(db, organizationId);
  const found = await matchesOf(db, organizationId, { known: [known], learnt, from: KEPT_FROM });
  const matches = found
    .map(({ otherId, odds, certainty, reasons }) => ({ constituentId: otherId, odds, certainty, reasons }))
    .toSorted((a, b) => b.odds - a.odds || a.constituentId - b.constituentId)
    .slice(0, limit);
  return { matches, behind: isDone ? 0 : ((await behindBy(db, organizationId)) ?? 0) };
}

async function onRecord(db: Db, actor: Actor, wanted: number) {
  const { id } = await getConstituent(db, actor, { id: wanted });
  const [stored] = await peopleOf(db, actor.organization.id, [id]);
  if (!stored) throw new Error(`Constituent ${id} was deleted meanwhile`);
  return { id, features: featuresOf(stored) };
}
