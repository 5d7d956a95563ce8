// Makes the groups around some people anew from the pairs that are kept.
import { query } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { clustersOf } from './clusters.ts';
import { dismissalsAmong, standing } from './dismissals.ts';
import { type DuplicatePair, groupOf, type NewDuplicate } from './duplicate.ts';
import type { Learnt } from './learnt.ts';
import { comparing } from './score-people.ts';
import { factsOf, featuresOfAll, peopleOf } from './stored-people.ts';
import { keepDuplicates } from './write-duplicates.ts';

const PAIR = `p.one_id as "oneId", p.other_id as "otherId", p.odds, p.certainty, p.reasons`;

const around = query<DuplicatePair>(
  'match_pairs_around',
  `select ${PAIR} from match_pairs p where p.organization_id = $1 and p.odds >= 0 and p.one_id = any($2::bigint[])
   union all select ${PAIR} from match_pairs p where p.organization_id = $1 and p.odds >= 0 and p.other_id = any($2::bigint[])
     and p.one_id <> all($2::bigint[])`,
);

/** More people hang together by shared contact points only: nobody is looked for further away. */
const MOST = 300;

/** Everybody who is tied to one of them, directly or through others, and the pairs that tie them. */
async function tiedTo(tx: Tx, organizationId: number, ids: readonly number[]) {
  const known = new Set(ids);
  for (;;) {
    const pairs = await tx.all(around(organizationId, [...known]));
    const size = known.size;
    for (const { oneId, otherId } of pairs) known.add(oneId).add(otherId);
    if (known.size === size || known.size > ids.length + MOST) return { ids: [...known].sort((a, b) => a - b), pairs };
  }
}

/** After the pairs of these people were made anew, or a decision about them was made or withdrawn. */
export async function regroup(
  tx: Tx,
  actor: Actor,
  { ids, learnt }: { ids: readonly number[]; learnt: Learnt },
): Promise<void> {
  const { id: organizationId } = actor.organization;
  const tied = await tiedTo(tx, organizationId, ids);
  const people = featuresOfAll(await peopleOf(tx, organizationId, tied.ids));
  const places = new Map(people.map(({ id }, place) => [id, place]));
  const pairs = tied.pairs.filter(({ oneId, otherId }) => places.has(oneId) && places.has(otherId));
  const facts = new Map(people.map(({ id, features }) => [id, factsOf(features)]));
  const areTwo = standing(await dismissalsAmong(tx, organizationId, [...places.keys()]), facts);
  const work = await comparing(tx, organizationId, { all: people.map(({ features }) => features), learnt });
  const scored = {
    count: pairs.length,
    one: Int32Array.from(pairs, ({ oneId }) => places.get(oneId) ?? 0),
    other: Int32Array.from(pairs, ({ otherId }) => places.get(otherId) ?? 0),
    odds: Float32Array.from(pairs, ({ odds }) => odds),
  };
  const idAt = (place: number) => people[place]?.id ?? 0;
  const groups = clustersOf(people.length, scored, {
    ...work,
    from: 0,
    areTwo: (one, other) => areTwo(idAt(one), idAt(other)),
  });
  await keepDuplicates(tx, actor, { around: tied.ids, wanted: groupsOf(groups, pairs, idAt) });
}

/** The groups of two or more. */
export function groupsOf(
  groups: Int32Array,
  pairs: readonly DuplicatePair[],
  idAt: (place: number) => number,
): NewDuplicate[] {
  const members = new Map<number, number[]>();
  groups.forEach((group, place) => {
    if (group !== place || members.has(group))
      members.set(group, [...(members.get(group) ?? [group]), ...(group === place ? [] : [place])]);
  });
  const groupOfId = new Map<number, number>();
  for (const [group, places] of members) for (const place of places) groupOfId.set(idAt(place), group);
  const pairsOf = new Map<number, DuplicatePair[]>();
  for (const pair of pairs) {
    const group = groupOfId.get(pair.oneId);
    if (group === undefined || group !== groupOfId.get(pair.otherId)) continue;
    const own = pairsOf.get(group) ?? [];
    own.push(pair);
    pairsOf.set(group, own);
  }
  return [...members].map(([group, places]) => groupOf(places.map(idAt), pairsOf.get(group) ?? []));
}
