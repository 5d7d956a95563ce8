// Whom rows mean among those who are on record, for many rows at a time.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import { fold, normalizeEmail } from '../base/fold.ts';
import { mayBe } from '../constituents/people/match-person.ts';
import { currentIds } from '../constituents/record/aliases.ts';
import { featuresOf } from '../matching/features.ts';
import { loadLearnt } from '../matching/learnt.ts';
import { matchesOf } from '../matching/score-people.ts';
import { asMatchPerson } from './people-of-table.ts';
import type { RowPerson } from './read-row.ts';

export type RowMatch =
  | { readonly found: 'one'; readonly id: number; readonly by: string }
  | { readonly found: 'several'; readonly ids: readonly number[]; readonly by: string }
  /** An id that the row names is nobody's. */
  | { readonly found: 'unknown'; readonly by: string }
  | { readonly found: 'nobody' };

/** Finds, by one of the ways of `options.match`, the people that each row may mean; undefined: it says nothing of this row. */
type Way = (person: RowPerson, place: number) => readonly number[] | undefined;

/** A constant number of statements, however many rows there are. */
export async function matchRows(
  db: Db,
  actor: Actor,
  { people, match }: { people: readonly RowPerson[]; match: readonly string[] },
): Promise<RowMatch[]> {
  const ways: { by: string; way: Way }[] = [];
  for (const by of match) ways.push({ by, way: await wayOf(db, actor, { by, people }) });
  return people.map((person, place) => {
    for (const { by, way } of ways) {
      const ids = [...new Set(way(person, place) ?? [])];
      const [id] = ids;
      if (id !== undefined && ids.length === 1) return { found: 'one', id, by };
      if (ids.length > 1) return { found: 'several', ids, by };
      if (by === 'id' && person.id !== null) return { found: 'unknown', by };
    }
    return { found: 'nobody' };
  });
}

async function wayOf(db: Db, actor: Actor, { by, people }: { by: string; people: readonly RowPerson[] }): Promise<Way> {
  if (by === 'id') return byId(db, actor, people);
  if (by === 'email') return byEmail(db, actor, people);
  if (by === 'name_and_birth_date') return byBirth(db, actor, people);
  if (by === 'matching') return byMatching(db, actor, people);
  return byExternalId(db, actor, { system: by.slice('external_id:'.length), people });
}

const present = query<{ id: number }>(
  'import_match_ids',
  'select id from constituents where organization_id = $1 and id = any($2::bigint[]) and deleted_at is null',
);

async function byId(db: Db, actor: Actor, people: readonly RowPerson[]): Promise<Way> {
  const wanted = people.flatMap(({ id }) => id ?? []);
  const current = await currentIds(db, actor, wanted);
  const meaning = new Map(wanted.map((id, place) => [id, current[place] ?? id]));
  const there = new Set((await db.all(present(actor.organization.id, current))).map(({ id }) => id));
  return ({ id }) => (id === null ? undefined : [meaning.get(id) ?? id].filter((one) => there.has(one)));
}

const external = query<{ system: string; value: string; id: number }>(
  'import_match_external_ids',
  `select x.system, x.value, x.constituent_id as id from external_ids x
   join constituents c on c.organization_id = x.organization_id and c.id = x.constituent_id and c.deleted_at is null
   join unnest($2::text[], $3::text[]) w (system, value) on w.system = x.system and w.value = x.value
   where x.organization_id = $1`,
);

/** `*`: of every system that the row has an id of. */
async function byExternalId(
  db: Db,
  actor: Actor,
  { system, people }: { system: string; people: readonly RowPerson[] },
): Promise<Way> {
  const idsOf = ({ externalIds }: RowPerson) =>
    Object.entries(externalIds).filter(([own]) => system === '*' || own === system);
  const wanted = people.flatMap(idsOf);
  const found = await db.all(
    external(
      actor.organization.id,
      wanted.map(([own]) => own),
      wanted.map(([, value]) => value),
    ),
  );
  const byKey = Map.groupBy(found, (one) => `${one.system} ${one.value}`);
  return (person) => idsOf(person).flatMap(([own, value]) => (byKey.get(`${own} ${value}`) ?? []).map(({ id }) => id));
}

interface Named {
  readonly id: number;
  readonly isOrg: boolean;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly orgName: string | null;
}

const NAMED = `c.id, c.is_org as "isOrg", c.first_name as "firstName", c.last_name as "lastName", c.org_name as "orgName"`;

const holders = query<Named & { address: string }>(
  'import_match_emails',
  `select e.normalized_address as address, ${NAMED} from email_addresses e
   join constituents c on c.organization_id = e.organization_id and c.id = e.constituent_id and c.deleted_at is null
   where e.organization_id = $1 and e.normalized_address = any($2::text[]) and not e.not_current`,
);

/** Who has the address and may have the name: a couple that shares one is two people. */
async function byEmail(db: Db, actor: Actor, people: readonly RowPerson[]): Promise<Way> {
  const addressesOf = ({ emails }: RowPerson) => emails.map(({ value }) => normalizeEmail(value));
  const found = await db.all(holders(actor.organization.id, [...new Set(people.flatMap(addressesOf))]));
  const byAddress = Map.groupBy(found, ({ address }) => address);
  return (person) =>
    addressesOf(person)
      .flatMap((address) => byAddress.get(address) ?? [])
      .filter((holder) => hasName(holder, person))
      .map(({ id }) => id);
}

function hasName(holder: Named, { fields }: RowPerson): boolean {
  const text = (name: 'firstName' | 'lastName' | 'orgName') => String(fields[name] ?? '');
  if (holder.isOrg || fields.isOrg === true) return fold(holder.orgName ?? '') === fold(text('orgName'));
  const isSame = fold(holder.lastName ?? '') === fold(text('lastName'));
  return mayBe(holder.firstName ?? '', text('firstName')) && (isSame || text('lastName') === '' || !holder.lastName);
}

const born = query<Named & { birthDate: string }>(
  'import_match_births',
  `select ${NAMED}, c.birth_date as "birthDate" from constituents c
   where c.organization_id = $1 and c.birth_date = any($2::date[]) and c.deleted_at is null and not c.is_org`,
);

async function byBirth(db: Db, actor: Actor, people: readonly RowPerson[]): Promise<Way> {
  const keyOf = (first: unknown, last: unknown, date: unknown) =>
    `${fold(String(first))}|${fold(String(last))}|${date}`;
  const isWhole = ({ fields }: RowPerson) => Boolean(fields.birthDate && fields.firstName && fields.lastName);
  const dates = [...new Set(people.filter(isWhole).map(({ fields }) => String(fields.birthDate)))];
  const found = dates.length === 0 ? [] : await db.all(born(actor.organization.id, dates));
  const byKey = Map.groupBy(found, ({ firstName, lastName, birthDate }) => keyOf(firstName, lastName, birthDate));
  return (person) => {
    if (!isWhole(person)) return undefined;
    const { firstName, lastName, birthDate } = person.fields;
    return (byKey.get(keyOf(firstName, lastName, birthDate)) ?? []).map(({ id }) => id);
  };
}

const CERTAIN = Math.log(99);

/** Only whom matching is certain of (docs/matching.md). */
async function byMatching(db: Db, actor: Actor, people: readonly RowPerson[]): Promise<Way> {
  const { id: organizationId } = actor.organization;
  const known = people.map((person) => ({ id: null, features: featuresOf(asMatchPerson(person)) }));
  const learnt = await loadLearnt(db, organizationId);
  const matches = await matchesOf(db, organizationId, { known, learnt, from: CERTAIN });
  const byPlace = Map.groupBy(
    matches.filter(({ certainty }) => certainty === 'certain'),
    ({ place }) => place,
  );
  return (_, place) => (byPlace.get(place) ?? []).map(({ otherId }) => otherId);
}
