// Erasing a person (docs/erasure.md): what is on record of them leaves every table and the content of every change. What law
// or sums need stays without the person, and so does the empty record, which gifts and checks belong to.
import type { Db } from '../../db/connect.ts';
import { query, type Write, write, writeOf } from '../../db/statement.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordUpdates } from '../base/change.ts';
import { invalidField } from '../base/failure.ts';
import { recordingIndirectly } from '../base/indirect-change.ts';
import { tryOut } from '../base/try-out.ts';
import { sealChanges, sealWithin } from '../changes/seal-changes.ts';
import { relatedToAny } from '../constituents/parts/shown-parts.ts';
import { formerIds } from '../constituents/record/aliases.ts';
import { getConstituent } from '../constituents/record/constituent-queries.ts';
import { changesAbout } from './erased-changes.ts';
import { ERASED_TABLES, type ErasedTable } from './erased-tables.ts';

export interface ErasureReport {
  readonly constituentId: number;
  /** Rows that went, by table. */
  readonly erased: Readonly<Record<string, number>>;
  /** Rows that stay without the person, by table. */
  readonly kept: Readonly<Record<string, number>>;
  /** Changes whose content went. */
  readonly changes: number;
}

export interface ErasureRequest {
  readonly id: number;
  /** Kept for ever: it must not name the person. */
  readonly reason: string;
  readonly isDryRun?: boolean;
}

/** The longest reason. */
const REASON_LIMIT = 200;

/** Throws `not-found`, `invalid` for a reason that is blank or too long. A dry run tells the same and changes nothing. */
export async function erasePerson(db: Db, actor: Actor, request: ErasureRequest): Promise<ErasureReport> {
  allow(actor, 'constituents:erase');
  const reason = request.reason.trim();
  if (reason === '' || reason.length > REASON_LIMIT) throw invalidField('reason', 'reason_required');
  // Most of the work of sealing is done before anybody waits for it.
  await sealChanges(db, actor.organization.id);
  const work = (tx: Tx) => erase(tx, actor, { id: request.id, reason });
  return request.isDryRun ? tryOut(db, actor, work) : transaction(db, actor, work);
}

const lock = write('erasure_lock', 'select from constituents where organization_id = $1 and id = $2 for update');
const insertErasure = write<{ id: number }>(
  'erasure_insert',
  `insert into erasures (organization_id, erased_ids, reason, actor_type, actor_id) values ($1, $2, $3, $4, $5) returning id`,
);
const eraseChanges = write<{ count: number }>('erasure_changes', 'select erase_changes($1, $2::bigint[]) as count');
const eraseAnswers = write<{ count: number }>('erasure_answers', 'select erase_answers($1, $2::bigint[]) as count');

async function erase(tx: Tx, actor: Actor, { id: given, reason }: { id: number; reason: string }) {
  const organizationId = actor.organization.id;
  const { id } = await getConstituent(tx, actor, { id: given, presence: 'deleted-too' });
  await tx.all(lock(organizationId, id));
  const people = [id, ...(await formerIds(tx, actor, id))];
  const targets = await changesAbout(tx, actor, people);
  const counts = await eraseRows(tx, actor, { people, targets });
  // A decision that two records are two people has no id of its own that a change could tell of.
  await recordUpdates(tx, actor, { subjectType: 'duplicate', rows: [] });
  await blankRecord(tx, actor, id);
  await tx.all(insertErasure(organizationId, people, reason, actor.type, actor.id));
  const after = { reason, changes: targets };
  await recordChange(tx, actor, { kind: 'constituent.erased', subjectId: id, before: null, after });
  // From here on nobody else seals: a change that was read for its commitment must not be emptied before it has one.
  await sealWithin(tx, organizationId);
  await tx.one(eraseChanges(organizationId, targets));
  return { constituentId: id, ...counts, changes: targets.length };
}

interface Rows {
  readonly people: readonly number[];
  readonly targets: readonly number[];
}

const silence = write(
  'erasure_silence_relationships',
  `update relationships set description = null where organization_id = $1
     and (constituent_id = any ($2::bigint[]) or related_constituent_id = any ($2::bigint[]))`,
);
const deliveries = write<{ count: number }>(
  'erasure_deliveries',
  `with gone as (
     delete from webhook_deliveries d where d.organization_id = $1
       and (d.change_id = any ($3::bigint[]) or d.subject = any (select 'constituent ' || p from unnest($2::bigint[]) p))
     returning 1
   ) select count(*) as count from gone`,
);

async function eraseRows(
  tx: Tx,
  actor: Actor,
  { people, targets }: Rows,
): Promise<Pick<ErasureReport, 'erased' | 'kept'>> {
  const organizationId = actor.organization.id;
  const erased: Record<string, number> = {};
  const kept: Record<string, number> = {};
  // What is recorded of the others, whose relationships end, must not say again what this one was to them.
  await tx.all(silence(organizationId, people));
  const { count: answers } = await tx.one(eraseAnswers(organizationId, people));
  if (answers > 0) kept.accreditation_verifications = answers;
  const { count } = await tx.one(deliveries(organizationId, people, targets));
  if (count > 0) erased.webhook_deliveries = count;
  await recordingIndirectly(tx, actor, [relatedToAny(people)], async () => {
    for (const described of ERASED_TABLES) {
      const { count: rows } = await tx.one(statement(actor, described, people));
      const counted = described.becomes ? kept : erased;
      if (rows > 0) counted[described.table] = (counted[described.table] ?? 0) + rows;
    }
  });
  return { erased, kept };
}

/** Each row that has changes of its own gets one that tells of its erasure, without content. */
function statement(actor: Actor, { table, where, becomes, subject }: ErasedTable, people: readonly number[]) {
  const sets = Object.entries(becomes ?? {}).map(([column, sql]) => `${column} = ${sql}`);
  const rows = `t.organization_id = $1 and ${where}`;
  const id = table === 'attendances' ? 't.invitation_id' : 't.id';
  const returning = `returning ${subject === undefined ? '1' : `${id} as id`}`;
  const change = becomes
    ? `update ${table} t set ${sets.length > 0 ? sets.join(', ') : 'organization_id = t.organization_id'} where ${rows}`
    : `delete from ${table} t where ${rows}`;
  const values: unknown[] = [actor.organization.id, people];
  const told = subject === undefined ? '' : `, told as (${toldSql(subject)})`;
  if (subject !== undefined) values.push(actor.type, actor.id, actor.dialect, actor.requestId);
  const text = `with done as (${change} ${returning})${told} select count(*) as count from done`;
  return writeOf<{ count: number }>({ text, values });
}

function toldSql(subject: string): string {
  return `insert into changes (organization_id, kind, subject_type, subject_id, actor_type, actor_id, dialect, request_id)
    select distinct $1::bigint, '${subject}.erased', '${subject}', done.id, $3::text, $4::bigint, $5::text, $6::text from done
    order by done.id returning 1`;
}

const columns = query<{ name: string; isRequired: boolean; standard: string | null }>(
  'erasure_columns_of_constituents',
  `select a.attname as name, a.attnotnull as "isRequired", pg_get_expr(d.adbin, d.adrelid) as standard
   from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attrelid = 'constituents'::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`,
);

/** Says nothing of the person. */
const STAYS: ReadonlySet<string> = new Set([
  'organization_id',
  'id',
  'is_org',
  'created_at',
  'updated_at',
  'deleted_at',
  'date_added',
]);

/** Every column, also one that a later version adds. */
async function blankRecord(tx: Tx, actor: Actor, id: number): Promise<void> {
  const sets = (await tx.all(columns()))
    .filter(({ name }) => !STAYS.has(name))
    .map(({ name, isRequired, standard }) => {
      if (isRequired && standard === null) throw new Error(`constituents.${name} has nothing that says nothing`);
      return `"${name}" = ${isRequired ? standard : 'null'}`;
    });
  const text = `update constituents set ${sets.join(', ')}, deleted_at = coalesce(deleted_at, now()), updated_at = now()
    where organization_id = $1 and id = $2`;
  const blank: Write<unknown> = writeOf({ text, values: [actor.organization.id, id] });
  await tx.all(blank);
}
