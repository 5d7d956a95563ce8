// Whose records show something that is written elsewhere, for core/base/indirect-change.ts.
import type { DB } from '../../../db/schema.gen.ts';
import type { Affected, ShownRecord } from '../../base/indirect-change.ts';
import { PART_NAMES, PARTS, type PartName } from '../../record/parts.ts';

/** Sorted as a record shows them, so that only what differs counts as a difference. */
function sorted(name: PartName): string {
  const { select, orderedBy } = PARTS[name];
  if (orderedBy === 'the SQL') return `${select}::jsonb`;
  return `(select coalesce(jsonb_agg(e order by (e ->> '${orderedBy}')::bigint), '[]') from json_array_elements(${select}) e)`;
}

/** The record with the parts that show rows of a table. */
function recordShowing(table: keyof DB): ShownRecord {
  const names = PART_NAMES.filter((name) => PARTS[name].shows.includes(table));
  const parts = Object.fromEntries(names.map((name) => [name, sorted(name)]));
  return { subjectType: 'constituent', table: 'constituents', alias: 'c', parts };
}

/** Everybody who has a relationship to this person. */
export function relatedTo(constituentId: number): Affected {
  const who = `select r.constituent_id from relationships r where r.organization_id = $1 and r.related_constituent_id = $2`;
  return { record: recordShowing('constituents'), who, values: [constituentId] };
}

/** Everybody else who has a relationship to one of these people. */
export function relatedToAny(ids: readonly number[]): Affected {
  const who = `select r.constituent_id from relationships r where r.organization_id = $1
    and r.related_constituent_id = any($2::bigint[]) and r.constituent_id <> all($2::bigint[])`;
  return { record: recordShowing('constituents'), who, values: [ids] };
}

/** The people in `ids` and the owners of the relationships opposite to `oppositesOf`, without `but`, who is written to. */
export function relatedPeople({ but, ids, oppositesOf }: RelatedPeople): Affected {
  const who = `select id from unnest($2::bigint[]) as given (id) where id <> $4 union
    select r.constituent_id from relationships r
    where r.organization_id = $1 and r.reciprocal_relationship_id = any($3::bigint[]) and r.constituent_id <> $4`;
  return { record: recordShowing('relationships'), who, values: [ids, oppositesOf, but] };
}

interface RelatedPeople {
  readonly but: number;
  readonly ids: readonly number[];
  /** Ids of relationships. */
  readonly oppositesOf: readonly number[];
}

/** Everybody who is or was in a group. */
export function inGroup(groupId: number): Affected {
  const who = 'select m.constituent_id from group_memberships m where m.organization_id = $1 and m.group_id = $2';
  return { record: recordShowing('groups'), who, values: [groupId] };
}

/** Everybody with a membership of a level. */
export function withLevel(levelId: number): Affected {
  const who = 'select m.constituent_id from memberships m where m.organization_id = $1 and m.membership_level_id = $2';
  return { record: recordShowing('membership_levels'), who, values: [levelId] };
}

/** Everybody who has one of the keywords that fit the condition of `k`. */
export function withKeyword(condition: string, values: readonly unknown[]): Affected {
  const who = `select ck.constituent_id from constituent_keywords ck
    join keywords k on k.organization_id = ck.organization_id and k.id = ck.keyword_id
    where ck.organization_id = $1 and ${condition}`;
  return { record: recordShowing('keywords'), who, values };
}
