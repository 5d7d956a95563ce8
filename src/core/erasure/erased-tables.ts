// What erasing a person does to the rows of each table. Tables of core/merging/merged-tables.ts that are not named here lose
// the person's rows; test/erased-tables.test.ts finds tables that are described in neither.
import type { DB } from '../../db/schema.gen.ts';
import { MERGED_TABLES, ownersOf } from '../merging/merged-tables.ts';

export interface ErasedTable {
  readonly table: keyof DB;
  /** SQL: whether row `t` is about the people `$2`, of the organization `$1`. */
  readonly where: string;
  /** What a row that is kept has instead, by column; absent: rows go. */
  readonly becomes?: Readonly<Record<string, string>>;
  /** Its rows have changes of their own, of this kind of subject. */
  readonly subject?: string;
}

const nulls = (...columns: string[]) => Object.fromEntries(columns.map((column) => [column, 'null']));

/** What is kept for law or sums: by table, what its columns have instead of what they said of the person. */
const KEPT: { readonly [Table in keyof DB]?: Readonly<Record<string, string>> } = {
  gifts: nulls(
    ...[
      'note',
      'check_number',
      'external_id',
      'parent_external_id',
      'tributee_name',
      'tribute_name',
      'tribute_dedication',
    ],
    ...[
      'tribute_recipient_name',
      'tribute_recipient_address',
      'tribute_recipient_email',
      'tribute_recipient_salutation',
    ],
  ),
  volunteer_times: { ...nulls('description', 'external_id'), search_description: `''` },
  appeal_requests: {},
  invitations: nulls('attendee_names', 'guest_first_name', 'guest_last_name', 'notes'),
  accreditations: {
    ...nulls('identifier', 'normalized_identifier', 'next_verification_at'),
    ...{ details: `'{}'`, inputs: `'{}'`, reasons: `'{}'`, monitored: 'false' },
  },
};

const owned = (column: string) => `t.${column} = any ($2::bigint[])`;
const within = (column: string, parent: string) =>
  `t.${column} in (select p.id from ${parent} p where p.organization_id = $1 and p.constituent_id = any ($2::bigint[]))`;

const ADDRESSES = `select unnest(array[e.address, e.normalized_address]) from email_addresses e
    where e.organization_id = $1 and e.constituent_id = any ($2::bigint[])
  union all select c.first_name || ' ' || c.last_name from constituents c
    where c.organization_id = $1 and c.id = any ($2::bigint[]) and c.first_name <> '' and c.last_name <> ''`;

/** Rows that say nothing of whose they are, before those that do: these go first. */
const BELONGING: readonly ErasedTable[] = [
  {
    table: 'mails',
    // Mails to others that name the person, such as a notice that a check has expired, go as well.
    where: `(${owned('constituent_id')} or exists (select from (${ADDRESSES}) as named (text)
      where position(named.text in concat_ws(' ', t.recipient, t.subject, t.body_text, t.body_html, t.last_error)) > 0))`,
  },
  // A search can name the person in more ways than can be looked for; what it was to find is asked for anew.
  { table: 'exports', where: '(t.search is not null or t.filter is not null) and cardinality($2::bigint[]) > 0' },
  // Kept for a day, encrypted: whose answers they are cannot be looked for.
  { table: 'idempotent_calls', where: 'cardinality($2::bigint[]) > 0' },
  {
    table: 'integration_posts',
    // What became a record of the person, and what names an address of theirs.
    where: `((t.made ->> 'constituentId')::bigint = any ($2::bigint[]) or t.emails && array(
      select e.normalized_address from email_addresses e where e.organization_id = $1 and e.constituent_id = any ($2::bigint[])))`,
  },
  { table: 'attachments', where: within('information_request_id', 'information_requests'), subject: 'attachment' },
  { table: 'accreditation_scans', where: within('accreditation_id', 'accreditations') },
  { table: 'accreditation_notices', where: within('accreditation_id', 'accreditations') },
  {
    table: 'attendances',
    where: within('invitation_id', 'invitations'),
    becomes: nulls('notes'),
    subject: 'invitation',
  },
  {
    table: 'invitations',
    where: within('parent_invitation_id', 'invitations'),
    becomes: KEPT.invitations ?? {},
    subject: 'invitation',
  },
  { table: 'sign_on_events', where: `t.subject_type = 'constituent' and ${owned('subject_id')}` },
  {
    table: 'import_rows',
    // A row that was not matched, or not yet, is theirs if it has one of their addresses.
    where: `(${owned('constituent_id')} or exists (select from (${ADDRESSES}) as named (text)
      where position(named.text in t.cells::text) > 0))`,
  },
  { table: 'match_people', where: owned('constituent_id') },
  { table: 'match_keys', where: owned('constituent_id') },
  { table: 'match_pairs', where: `(${owned('one_id')} or ${owned('other_id')})` },
  { table: 'match_dismissals', where: `(${owned('one_id')} or ${owned('other_id')})` },
  { table: 'duplicates', where: `t.constituent_ids && $2::bigint[]`, subject: 'duplicate' },
  {
    table: 'merge_rows',
    where: `(t.merge_id in (select m.id from merges m where m.organization_id = $1 and (m.other_ids || m.survivor_id) && $2::bigint[])
      or (t.before ->> 'constituent_id')::bigint = any ($2::bigint[])
      or (t.before ->> 'related_constituent_id')::bigint = any ($2::bigint[]))`,
  },
  {
    table: 'merges',
    where: `(t.other_ids || t.survivor_id) && $2::bigint[]`,
    becomes: { conflicts: `'[]'` },
  },
];

export const ERASED_TABLES: readonly ErasedTable[] = [
  ...BELONGING,
  ...MERGED_TABLES.filter(
    ({ table }) => !BELONGING.some((other) => other.table === table && table !== 'invitations'),
  ).map((merged): ErasedTable => {
    const becomes = KEPT[merged.table];
    return {
      table: merged.table,
      where: `(${ownersOf(merged).map(owned).join(' or ')})`,
      ...(becomes && { becomes }),
      ...(merged.subject !== undefined && { subject: merged.subject }),
    };
  }),
];

/** Tables that are not erased by a statement of the list, each with the reason. */
export const APART: Readonly<Record<string, string>> = {
  accreditation_verifications: 'append-only: emptied by the function erase_answers',
  constituent_aliases: 'ids alone, which still mean the erased record',
  giving_totals: 'sums of gifts, which are kept',
  giving_years: 'sums of gifts, which are kept',
  gift_keywords: 'keywords of gifts, which are kept',
  volunteer_time_keywords: 'keywords of volunteer times, which are kept',
};
