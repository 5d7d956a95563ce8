// The background work of imports: rows are checked, written and taken back some at a time, so that a process that dies loses the
// work of one chunk, which the next one does again.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { NOBODY, type Tx, transaction } from '../../db/transaction.ts';
import { findOrganizationById } from '../access/organization.ts';
import type { Actor } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import type { DueImport } from '../base/jobs.ts';
import { tryOut } from '../base/try-out.ts';
import { revertRecord } from '../changes/revert.ts';
import { type AppliedRow, applyRow } from './apply-row.ts';
import { type Import, type ImportRow, type ImportStatus, ROW_COLUMNS } from './import.ts';
import { getImport } from './import-queries.ts';
import { type PlannedRow, planRows, versionsOf } from './plan-rows.ts';
import { type ReadingRules, readRow } from './read-row.ts';
import { readingRules } from './reading-rules.ts';

/** Rows of one chunk. */
const CHUNK = 200;
/** Seconds of silence after which whoever works on an import has died. */
const SILENCE = 60;

const WORKING: readonly ImportStatus[] = ['checking', 'running', 'reverting'];

const claim = write<{ id: number }>(
  'import_claim',
  `update imports set beat_at = now() where organization_id = $1 and id = $2 and status in ('checking', 'running', 'reverting')
     and (beat_at is null or beat_at < now() - interval '${SILENCE} seconds') returning id`,
);
const due = query<DueImport>(
  'imports_due',
  `select organization_id as "organizationId", id as "importId" from imports where status in ('checking', 'running', 'reverting')
     and (beat_at is null or beat_at < now() - interval '${SILENCE} seconds')`,
);

/** Imports that wait, or whose worker has died, of all organizations. */
export function dueImports(db: Db): Promise<DueImport[]> {
  return db.all(due());
}

/** Works on one until it is finished, cancelled, or somebody else does. */
export async function workOnImport(db: Db, { organizationId, importId }: DueImport): Promise<void> {
  const claimed = await transaction(db, NOBODY, (tx) => tx.maybe(claim(organizationId, importId)));
  if (!claimed) return;
  try {
    for (let left = true; left; ) left = await workOnce(db, { organizationId, importId });
  } catch (error) {
    // It goes on when the database is back.
    if (error instanceof Failure && error.kind === 'unavailable') throw error;
    const problem = error instanceof Failure ? error.code : 'internal';
    await transaction(db, NOBODY, (tx) => tx.all(fail(organizationId, importId, problem)));
    if (problem === 'internal') throw error;
  }
}

const fail = write(
  'import_fail',
  `update imports set status = 'failed', problem = $3, beat_at = null, finished_at = now() where organization_id = $1 and id = $2`,
);

/** Whoever asked for the import writes; its changes are one change set. */
async function actorOf(
  db: Db,
  { organizationId, importId }: DueImport,
): Promise<{ actor: Actor; own: Import } | undefined> {
  const organization = await findOrganizationById(db, organizationId);
  if (!organization) return undefined;
  const permissions: Actor['permissions'] = new Set(['constituents:read', 'constituents:write', 'settings:write']);
  const reader: Actor = { organization, type: 'system', id: null, permissions, dialect: 'job', requestId: '' };
  const own = await getImport(db, reader, importId);
  const { actorType: type, actorId: id, dialect, requestId } = own;
  return { actor: { organization, type, id, permissions, dialect, requestId }, own };
}

/** One chunk. Returns whether there is more to do. */
async function workOnce(db: Db, told: DueImport): Promise<boolean> {
  const found = await actorOf(db, told);
  if (!found || !WORKING.includes(found.own.status)) return false;
  const { actor, own } = found;
  if (own.status === 'reverting') return revertChunk(db, actor, own);
  const rules = await readingRulesOf(db, actor, own);
  if (await checkChunk(db, actor, { own, rules })) return true;
  if (own.status === 'running') return runChunk(db, actor, { own, rules });
  await finish(db, actor, { own, status: 'checked' });
  return false;
}

/** They are the same for the whole of a work, and reading them goes over all rows. */
const rulesOf = new WeakMap<Db, { readonly key: string; readonly rules: ReadingRules }>();

async function readingRulesOf(db: Db, actor: Actor, own: Import): Promise<ReadingRules> {
  const key = JSON.stringify([actor.organization.id, own.id, own.mapping, own.options]);
  const known = rulesOf.get(db);
  if (known?.key === key) return known.rules;
  const rules = await readingRules(db, actor, own);
  rulesOf.set(db, { key, rules });
  return rules;
}

const unchecked = query<ImportRow>(
  'import_rows_unchecked',
  `select ${ROW_COLUMNS} from import_rows r where r.organization_id = $1 and r.import_id = $2 and r.outcome is null
   order by r.row limit ${CHUNK}`,
);
const saveRows = write(
  'import_rows_save',
  `update import_rows r set outcome = p.outcome, constituent_id = p."constituentId", matched_by = p."matchedBy",
     changes = p.changes, problems = p.problems, version = p.version, identity = p.identity,
     is_applied = r.is_applied or p."isApplied"
   from jsonb_to_recordset($3::jsonb) p (row bigint, outcome text, "constituentId" bigint, "matchedBy" text, changes jsonb,
     problems jsonb, version bigint, identity text, "isApplied" boolean)
   where r.organization_id = $1 and r.import_id = $2 and r.row = p.row`,
);
const advance = write(
  'import_advance',
  `update imports set done = done + $3, beat_at = now() where organization_id = $1 and id = $2`,
);

interface Chunk {
  readonly own: Import;
  readonly rules: ReadingRules;
}

async function save(tx: Tx, own: Import, rows: readonly object[]): Promise<void> {
  const organizationId = tx.actor === NOBODY ? 0 : tx.actor.organization.id;
  const text = JSON.stringify(rows).replaceAll('\\u0000', '');
  await tx.all(saveRows(organizationId, own.id, text));
  await tx.all(advance(organizationId, own.id, rows.length));
}

/** Finds out what the next rows come to by doing it, and taking it back. */
async function checkChunk(db: Db, actor: Actor, { own, rules }: Chunk): Promise<boolean> {
  const rows = await db.all(unchecked(actor.organization.id, own.id));
  if (rows.length === 0) return false;
  const planned = await planRows(db, actor, { own, rows, rules });
  const tried = await tryRows(db, actor, { own, planned });
  const saved = planned.map(({ person: _person, ...row }) => {
    const applied = tried.get(row.row);
    return { ...row, isApplied: false, ...(applied && settled(row, applied)) };
  });
  await transaction(db, actor, (tx) => save(tx, own, saved));
  return true;
}

/** The row as it came out; of a creation that was only tried out nobody has the id. */
function settled(row: Pick<PlannedRow, 'constituentId' | 'problems'>, applied: AppliedRow | Failure) {
  if (applied instanceof Failure) return refusalOf(row.problems, applied);
  return { outcome: applied.outcome, changes: applied.changes };
}

function refusalOf(problems: PlannedRow['problems'], { code, issues, subject }: Failure) {
  const told =
    issues.length > 0 ? issues.map(({ field, code: own }) => ({ column: null, code: own, detail: field })) : [];
  const one = { column: null, code, detail: subject === undefined ? null : String(subject) };
  return { outcome: 'error', identity: null, problems: [...problems, ...(told.length > 0 ? told : [one])] };
}

type Tried = Map<number, AppliedRow | Failure>;

/** All in one transaction; if one row is refused, each in its own. */
async function tryRows(
  db: Db,
  actor: Actor,
  { own, planned }: { own: Import; planned: readonly PlannedRow[] },
): Promise<Tried> {
  const wanted = planned.filter(({ outcome }) => outcome === 'create' || outcome === 'update');
  const applyAll = async (tx: Tx, some: readonly PlannedRow[]) => {
    const applied: Tried = new Map();
    for (const row of some) applied.set(row.row, await applyRow(tx, actor, { planned: row, options: own.options }));
    return applied;
  };
  try {
    return await tryOut(db, actor, (tx) => applyAll(tx, wanted));
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const tried: Tried = new Map();
  for (const row of wanted) {
    try {
      for (const [number, applied] of await tryOut(db, actor, (tx) => applyAll(tx, [row]))) tried.set(number, applied);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      tried.set(row.row, error);
    }
  }
  return tried;
}

const isRefusal = (error: unknown): error is Failure => error instanceof Failure && error.kind !== 'unavailable';

const unwritten = query<ImportRow>(
  'import_rows_unwritten',
  `select ${ROW_COLUMNS} from import_rows r where r.organization_id = $1 and r.import_id = $2 and not r.is_applied
     and r.outcome in ('create', 'update') order by r.row limit ${CHUNK}`,
);

/** Writes the next rows; one that the record refuses by now is refused, and the others are written. */
async function runChunk(db: Db, actor: Actor, { own, rules }: Chunk): Promise<boolean> {
  const rows = await db.all(unwritten(actor.organization.id, own.id));
  const refusesAll = own.options.transaction === 'all_or_nothing';
  if (refusesAll && (await refusedRows(db, actor, own)) > 0) {
    await transaction(db, actor, (tx) => tx.all(beginReverting(actor.organization.id, own.id)));
    return true;
  }
  if (rows.length === 0) {
    await finish(db, actor, { own, status: 'done' });
    return false;
  }
  try {
    await transaction(db, actor, (tx) => writeRows(tx, actor, { own, rules, rows }));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    for (const row of rows) await writeAlone(db, actor, { own, rules, rows: [row] });
  }
  return true;
}

const refused = query<{ rows: number }>(
  'import_rows_refused_in_run',
  `select count(*) as rows from import_rows where organization_id = $1 and import_id = $2 and outcome = 'error'`,
);
const beginReverting = write(
  'import_begin_reverting',
  `update imports set status = 'reverting', problem = 'rows_refused', done = 0 where organization_id = $1 and id = $2`,
);

async function refusedRows(db: Db, actor: Actor, own: Import): Promise<number> {
  return (await db.one(refused(actor.organization.id, own.id))).rows;
}

interface Writing extends Chunk {
  readonly rows: readonly ImportRow[];
}

/** Somebody who was changed since the check is left as they are. */
async function writeRows(tx: Tx, actor: Actor, { own, rules, rows }: Writing): Promise<void> {
  const versions = await versionsOf(
    tx,
    actor,
    rows.flatMap(({ constituentId }) => constituentId ?? []),
  );
  const saved = [];
  for (const row of rows) {
    const { row: number, constituentId, matchedBy, version, problems } = row;
    const kept = { row: number, constituentId, matchedBy, version, identity: null };
    if (constituentId !== null && versions.get(constituentId) !== version) {
      const changed = { column: null, code: 'changed_since_check', detail: null };
      saved.push({
        ...kept,
        outcome: 'error',
        changes: row.changes,
        problems: [...problems, changed],
        isApplied: false,
      });
      continue;
    }
    const planned = { person: readRow(row.cells, rules), constituentId };
    const applied = await applyRow(tx, actor, { planned, options: own.options });
    saved.push({ ...kept, ...applied, problems, isApplied: true });
  }
  await save(tx, own, saved);
}

async function writeAlone(db: Db, actor: Actor, writing: Writing): Promise<void> {
  try {
    await transaction(db, actor, (tx) => writeRows(tx, actor, writing));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const saved = writing.rows.map(({ row, constituentId, matchedBy, version, changes, problems }) => {
      return { row, constituentId, matchedBy, version, changes, isApplied: false, ...refusalOf(problems, error) };
    });
    await transaction(db, actor, (tx) => save(tx, writing.own, saved));
  }
}

const written = query<{ row: number; constituentId: number }>(
  'import_rows_written',
  `select row, constituent_id as "constituentId" from import_rows where organization_id = $1 and import_id = $2 and is_applied
   order by row limit ${CHUNK}`,
);
const takenBack = write(
  'import_rows_taken_back',
  `update import_rows set is_applied = false, problems = problems || $4::jsonb
   where organization_id = $1 and import_id = $2 and row = $3`,
);

/** Takes the next rows back, but for what was changed later, which the row then says. */
async function revertChunk(db: Db, actor: Actor, own: Import): Promise<boolean> {
  const { id: organizationId } = actor.organization;
  const rows = await db.all(written(organizationId, own.id));
  if (rows.length === 0) {
    await finish(db, actor, { own, status: own.problem === 'rows_refused' ? 'failed' : 'reverted' });
    return false;
  }
  const undoing: Actor = { ...actor, requestId: `${actor.requestId} taken back` };
  for (const { row, constituentId } of rows) {
    const { kept } = await revertRecord(db, undoing, { requestId: own.requestId, constituentId, isDryRun: false });
    const told = kept.map(({ field, because }) => ({
      column: null,
      code: 'kept',
      detail: field ? `${field}: ${because}` : because,
    }));
    await transaction(db, actor, async (tx) => {
      await tx.all(takenBack(organizationId, own.id, row, JSON.stringify(told)));
      await tx.all(advance(organizationId, own.id, 1));
    });
  }
  return true;
}

const end = write(
  'import_finish',
  `update imports i set status = $3, beat_at = null, finished_at = case when $3 <> 'checked' then now() end, counts =
     (select coalesce(jsonb_object_agg(outcome, rows), '{}') from
       (select outcome, count(*) as rows from import_rows r where r.organization_id = $1 and r.import_id = $2 and outcome is not null
        group by outcome) c)
   where i.organization_id = $1 and i.id = $2 and i.status <> 'cancelled'`,
);

async function finish(db: Db, actor: Actor, { own, status }: { own: Import; status: ImportStatus }): Promise<void> {
  await transaction(db, actor, (tx) => tx.all(end(actor.organization.id, own.id, status)));
}
