// Single people against all others: their keys find the candidates, who are compared as a scan compares them.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { KeyMaker, SHARED_BY_MOST } from './blocking.ts';
import { Comparer } from './compare.ts';
import { Dictionary, textsOf } from './dictionary.ts';
import type { Features } from './features.ts';
import { frequenciesFor, type Learnt } from './learnt.ts';
import { Scorer } from './model.ts';
import { PeopleBuilder } from './people.ts';
import { type Judgement, judge } from './reasons.ts';
import { Similarity } from './similarity.ts';
import { featuresOfAll, peopleOf } from './stored-people.ts';

export interface Known {
  /** Of a record; null: of somebody who is not on record. */
  readonly id: number | null;
  readonly features: Features;
}

export interface Match extends Judgement {
  /** The place of the person who was asked about. */
  readonly place: number;
  readonly otherId: number;
}

const candidates = query<{ place: number; id: number }>(
  'match_candidates',
  `with wanted as (select w.key, w.place from unnest($2::integer[], $3::integer[]) w (key, place)),
   shared as materialized (
     select k.key, array(select m.constituent_id from match_keys m where m.organization_id = $1 and m.key = k.key
       limit ${SHARED_BY_MOST + 1}) as people
     from (select distinct key from wanted) k
   )
   select distinct w.place, p.id from wanted w join shared s on s.key = w.key cross join unnest(s.people) p (id)
   where cardinality(s.people) <= ${SHARED_BY_MOST} order by w.place, p.id`,
);

/** The distinct keys of each person, by place. */
export function keysOf(known: readonly Known[]): { readonly keys: number[]; readonly places: number[] } {
  const dictionary = new Dictionary();
  const builder = new PeopleBuilder(dictionary);
  for (const { features } of known) builder.add(features);
  const maker = new KeyMaker(builder.people(), textsOf(dictionary));
  const all: { keys: number[]; places: number[] } = { keys: [], places: [] };
  known.forEach((_, place) => {
    const own = new Set<number>();
    maker.keysOf(place, (key) => own.add(key));
    for (const key of own) {
      all.keys.push(key);
      all.places.push(place);
    }
  });
  return all;
}

/** Whom each may be, the odds from `from` on. Five statements, however many are asked about. */
export async function matchesOf(
  db: Db,
  organizationId: number,
  { known, learnt, from }: { known: readonly Known[]; learnt: Learnt; from: number },
): Promise<Match[]> {
  const { keys, places } = keysOf(known);
  const found = await db.all(candidates(organizationId, keys, places));
  const pairs = found.filter(({ place, id }) => known[place]?.id !== id);
  const placeOf = new Map(known.flatMap(({ id }, place) => (id === null ? [] : [[id, place] as const])));
  const strangers = [...new Set(pairs.map(({ id }) => id))].filter((id) => !placeOf.has(id));
  const others = featuresOfAll(await peopleOf(db, organizationId, strangers));
  const all = [...known, ...others];
  others.forEach(({ id }, place) => {
    placeOf.set(id, known.length + place);
  });
  const compared = pairs.flatMap(({ place, id }) => {
    const other = placeOf.get(id);
    // One who was deleted meanwhile, and a pair that is there from the other side too.
    const isWanted = other !== undefined && (other >= known.length || other > place);
    return isWanted ? [{ place, other, otherId: id }] : [];
  });
  const { comparer, scorer } = await comparing(db, organizationId, {
    all: all.map(({ features }) => features),
    learnt,
  });
  return compared.flatMap(({ place, other, otherId }) => {
    if (all[place]?.features.isOrg !== all[other]?.features.isOrg) return [];
    comparer.compare(place, other);
    const judgement = judge(comparer, scorer);
    return judgement.odds >= from ? [{ place, otherId, ...judgement }] : [];
  });
}

/** What compares some people, by their places. */
export async function comparing(
  db: Db,
  organizationId: number,
  { all, learnt }: { all: readonly Features[]; learnt: Learnt },
): Promise<{ comparer: Comparer; scorer: Scorer }> {
  const dictionary = new Dictionary();
  const builder = new PeopleBuilder(dictionary);
  for (const features of all) builder.add(features);
  const people = builder.people();
  const frequencies = await frequenciesFor(db, organizationId, { dictionary, totals: learnt.totals });
  const comparer = new Comparer(people, new Similarity(textsOf(dictionary), SMALL_MEMORY), frequencies);
  return { comparer, scorer: new Scorer(learnt.model) };
}

/** Few people have few pairs of texts: two to this power are remembered. */
const SMALL_MEMORY = 12;
