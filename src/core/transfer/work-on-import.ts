// The background work of imports: rows are checked, written and taken back some at a time, so that a process that dies loses the
// work of one chunk, which the next one does again.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { NOBODY, transaction } from '../../db/transaction.ts';
import { findOrganizationById } from '../access/organization.ts';
import type { Actor } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import type { DueImport } from '../base/jobs.ts';
import { checkRows } from './check-rows.ts';
import type { Import, ImportStatus } from './import.ts';
import { getImport } from './import-queries.ts';
import type { ReadingRules } from './read-row.ts';
import { readingRules } from './reading-rules.ts';
import { takeRowsBack } from './take-rows-back.ts';
import { writeRows } from './write-rows.ts';

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
    const known: KnownRules = { key: '', rules: undefined };
    for (let left = true; left; ) left = await workOnce(db, { organizationId, importId }, known);
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

const refused = query<{ rows: number }>(
  'import_rows_refused_in_run',
  `select count(*) as rows from import_rows where organization_id = $1 and import_id = $2 and outcome = 'error'`,
);
const beginReverting = write(
  'import_begin_reverting',
  `update imports set status = 'reverting', problem = 'rows_refused', done = 0
   where organization_id = $1 and id = $2 and status = 'running'`,
);

/** How cells are read. Finding it out goes over all rows: it is kept for the whole of a work. */
interface KnownRules {
  /** Of which mapping and options. */
  key: string;
  rules: ReadingRules | undefined;
}

/** One chunk. Returns whether there is more to do. */
async function workOnce(db: Db, told: DueImport, known: KnownRules): Promise<boolean> {
  const found = await actorOf(db, told);
  if (!found || !WORKING.includes(found.own.status)) return false;
  const { actor, own } = found;
  if (own.status === 'reverting') {
    if (await takeRowsBack(db, actor, own)) return true;
    return finish(db, actor, { own, status: own.problem === 'rows_refused' ? 'failed' : 'reverted' });
  }
  const chunk = { own, rules: await rulesOf(db, { actor, own, known }) };
  if (await checkRows(db, actor, chunk)) return true;
  if (own.status === 'checking') return finish(db, actor, { own, status: 'checked' });
  if (await refusesAll(db, actor, own)) {
    await transaction(db, actor, (tx) => tx.all(beginReverting(actor.organization.id, own.id)));
    return true;
  }
  return (await writeRows(db, actor, chunk)) || finish(db, actor, { own, status: 'done' });
}

interface Ruling {
  readonly actor: Actor;
  readonly own: Import;
  readonly known: KnownRules;
}

async function rulesOf(db: Db, { actor, own, known }: Ruling): Promise<ReadingRules> {
  const key = JSON.stringify([own.mapping, own.options]);
  const rules = known.key === key && known.rules ? known.rules : await readingRules(db, actor, own);
  Object.assign(known, { key, rules });
  return rules;
}

/** Whether one refused row refuses the import, and there is one. */
async function refusesAll(db: Db, actor: Actor, own: Import): Promise<boolean> {
  if (own.options.transaction !== 'all_or_nothing') return false;
  return (await db.one(refused(actor.organization.id, own.id))).rows > 0;
}

const end = write(
  'import_finish',
  `update imports i set status = $3, beat_at = null, finished_at = case when $3 <> 'checked' then now() end, counts =
     (select coalesce(jsonb_object_agg(outcome, rows), '{}') from
       (select outcome, count(*) as rows from import_rows r where r.organization_id = $1 and r.import_id = $2 and outcome is not null
        group by outcome) c)
   where i.organization_id = $1 and i.id = $2 and i.status <> 'cancelled'`,
);

/** There is nothing more to do. */
async function finish(db: Db, actor: Actor, { own, status }: { own: Import; status: ImportStatus }): Promise<false> {
  await transaction(db, actor, (tx) => tx.all(end(actor.organization.id, own.id, status)));
  return false;
}
