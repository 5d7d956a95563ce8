// Everything that is kept about a person, for the person: the record, all rows of all tables, the history, and the files.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { changesWithIds, type LoggedChange } from '../changes/change-log.ts';
import { formerIds } from '../constituents/record/aliases.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import { getConstituent } from '../constituents/record/constituent-queries.ts';
import { changesAbout } from './erased-changes.ts';
import { ERASED_TABLES } from './erased-tables.ts';

type Row = Readonly<Record<string, unknown>>;

export interface Everything {
  readonly record: Constituent;
  /** Rows by table, as they are stored, without keys and secrets. */
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** Newest first. */
  readonly history: readonly LoggedChange[];
}

/** Opens something, or repeats another column for searching. */
const HIDDEN = [
  ...['organization_id', 'password_hash', 'token_hash', 'token_sealed', 'session_hash', 'link_sealed', 'sign_on_id'],
  ...['search_name', 'search_sort_name', 'search_text', 'search_description', 'search_street', 'search_city'],
  ...[
    'search_state',
    'search_postal_code',
    'search_country',
    'normalized_address',
    'normalized_identifier',
    'content',
    'emails',
  ],
];

/** SQL of a row `t` without those. */
const shown = (table: string) =>
  table === 'attachments'
    ? `(select to_jsonb(a) from (select t.id, t.information_request_id, t.file_name, t.media_type, t.size, t.sha256, t.created_at) a)`
    : table === 'merge_rows'
      ? `(to_jsonb(t) || jsonb_build_object('before', t.before - $3::text[], 'after', t.after - $3::text[])) - $3::text[]`
      : `to_jsonb(t) - $3::text[]`;

const SOURCES = [
  ...ERASED_TABLES.map(({ table, where }) => ({
    table: table as string,
    where: `t.organization_id = $1 and ${where}`,
  })),
  {
    table: 'accreditation_verifications',
    where: `t.organization_id = $1 and t.accreditation_id in (select p.id from accreditations p
      where p.organization_id = $1 and p.constituent_id = any ($2::bigint[]))`,
  },
  {
    table: 'webhook_deliveries',
    where: `t.organization_id = $1 and t.subject = any (select 'constituent ' || p from unnest($2::bigint[]) p)`,
  },
];

const rows = query<{ table: string; row: Row }>(
  'everything_rows',
  SOURCES.map(
    ({ table, where }) => `select '${table}' as "table", ${shown(table)} as row from ${table} t where ${where}`,
  ).join(' union all '),
);

/** Throws `not-found`. */
export async function everythingAbout(db: Db, actor: Actor, id: number): Promise<Everything> {
  allow(actor, 'constituents:read');
  const record = await getConstituent(db, actor, { id, presence: 'deleted-too' });
  const people = [record.id, ...(await formerIds(db, actor, record.id))];
  const found = await db.all(rows(actor.organization.id, people, HIDDEN));
  const tables = Map.groupBy(found, ({ table }) => table);
  const about = await changesWithIds(db, actor, await changesAbout(db, actor, people));
  // What others' records said of the person goes with an erasure, and is theirs.
  const isOwn = ({ subjectType, subjectId }: LoggedChange) =>
    subjectType !== 'constituent' || people.includes(subjectId);
  const history = about.filter(isOwn);
  const byTable = [...tables].map(([table, list]) => [table, list.map(({ row }) => row)] as const);
  return { record, tables: Object.fromEntries(byTable), history };
}
