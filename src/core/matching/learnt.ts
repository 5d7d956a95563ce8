// What the latest scan of an organization has learnt, kept for comparing single people: the weights, and how many people have
// each value.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Dictionary, KINDS, sharedInts } from './dictionary.ts';
import { type Counts, type Frequencies, frequenciesOf, kindsOf, type Totals } from './frequencies.ts';
import { builtInModel, type Model } from './model.ts';

export interface Learnt {
  readonly model: Model;
  readonly totals: Totals;
}

/** As it is kept. */
export interface Kept {
  readonly same: readonly number[];
  readonly strangers: readonly number[];
  readonly household: readonly number[];
  readonly ofSame: number;
  readonly ofHousehold: number;
  readonly totals: Totals;
}

export function keptOf({ model, totals }: Learnt): Kept {
  const { same, strangers, household, ofSame, ofHousehold } = model;
  return { same: [...same], strangers: [...strangers], household: [...household], ofSame, ofHousehold, totals };
}

const latest = query<{ learnt: Kept }>(
  'match_learnt',
  `select learnt from match_scans where organization_id = $1 and status = 'done' and learnt is not null
   order by id desc limit 1`,
);
const count = query<{ people: number }>(
  'match_count_people',
  'select count(*) as people from match_people where organization_id = $1',
);

/** The built-in beliefs before the first scan. */
export async function loadLearnt(db: Db, organizationId: number): Promise<Learnt> {
  const kept = (await db.maybe(latest(organizationId)))?.learnt;
  if (kept) {
    const weights = (numbers: readonly number[]) => Float64Array.from(numbers);
    const { same, strangers, household, ofSame, ofHousehold, totals } = kept;
    const model = {
      same: weights(same),
      strangers: weights(strangers),
      household: weights(household),
      ofSame,
      ofHousehold,
    };
    return { model, totals };
  }
  const { people } = await db.one(count(organizationId));
  return { model: builtInModel(people), totals: { people, given: people, family: people, birth: people } };
}

/** A value as it is kept: names by whether they are given or family names. */
const GIVEN = 'G';
const FAMILY = 'F';

/** What of the counts of a scan is worth keeping: below it, a value is as common as one that nobody has. */
const KEPT_FROM = { name: 2, value: 3 };

export function keptValues(
  { texts }: Dictionary,
  { given, family, value }: Counts,
): { value: string; people: number }[] {
  const kept: { value: string; people: number }[] = [];
  const keep = (name: string, people: number, from: number) => {
    if (people >= from) kept.push({ value: name, people });
  };
  texts.forEach((text, code) => {
    keep(GIVEN + text.slice(1), given[code] ?? 0, KEPT_FROM.name);
    keep(FAMILY + text.slice(1), family[code] ?? 0, KEPT_FROM.name);
    keep(text, value[code] ?? 0, text.startsWith(KINDS.birth) ? KEPT_FROM.name : KEPT_FROM.value);
  });
  return kept;
}

const values = query<{ value: string; people: number }>(
  'match_values_of',
  'select value, people from match_values where organization_id = $1 and value = any($2::text[])',
);

/** How common each text of a dictionary is. */
export async function frequenciesFor(
  db: Db,
  organizationId: number,
  { dictionary, totals }: { dictionary: Dictionary; totals: Totals },
): Promise<Frequencies> {
  const { texts, codes } = dictionary;
  const wanted = texts.flatMap((text) =>
    text.startsWith(KINDS.name) ? [GIVEN + text.slice(1), FAMILY + text.slice(1)] : [text],
  );
  const counts = { given: sharedInts(texts.length), family: sharedInts(texts.length), value: sharedInts(texts.length) };
  for (const { value, people } of await db.all(values(organizationId, wanted))) {
    const kind = value.slice(0, 1);
    const isName = kind === GIVEN || kind === FAMILY;
    const code = codes.get(isName ? KINDS.name + value.slice(1) : value) ?? 0;
    const list = kind === GIVEN ? counts.given : kind === FAMILY ? counts.family : counts.value;
    list[code] = people;
  }
  return frequenciesOf({ ...counts, totals }, kindsOf(dictionary));
}
