// Every SELECT that reads constituents as records. Searching for them is search-constituents.ts.
import type { Db } from '../../../db/connect.ts';
import { query, queryOf, write } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import { type Actor, allow, allowRecord } from '../../base/actor.ts';
import { cleanText } from '../../base/clean-text.ts';
import { columnOf } from '../../base/columns.ts';
import { Failure } from '../../base/failure.ts';
import { normalizeEmail } from '../../base/fold.ts';
import { FIELD_NAMES } from '../../record/fields.ts';
import { type ConstituentParts, PART_NAMES, PARTS, type PartName } from '../../record/parts.ts';
import { throughAlias } from './aliases.ts';
import type { Constituent, ConstituentSummary } from './constituent.ts';
import { asShown, type Stored } from './stored-constituent.ts';
import { loadVocabulary } from './vocabulary.ts';

/** The columns of `ConstituentSummary` but the names of types, of `constituents c`. */
const SUMMARY_COLUMNS = [
  'c.id',
  ...[...FIELD_NAMES, 'extras', 'enrolledAt', 'createdAt', 'updatedAt', 'deletedAt'].map(
    (field) => `c.${columnOf(field)} as "${field}"`,
  ),
  `coalesce((select json_object_agg(x.system, x.value) from external_ids x
     where x.organization_id = c.organization_id and x.constituent_id = c.id and not x.is_secondary), '{}') as "externalIds"`,
].join(',\n  ');

/** `select` of summaries with the given parts, up to and including the table: add a `where`. */
function selectWith(parts: readonly PartName[]): string {
  const partColumns = PART_NAMES.filter((part) => parts.includes(part)).map(
    (part) => `${PARTS[part].select} as "${part}"`,
  );
  return `select ${[SUMMARY_COLUMNS, ...partColumns].join(',\n  ')}\nfrom constituents c`;
}

const SELECT_WHOLE = selectWith(PART_NAMES);
const wholeById = query<Stored<Constituent>>(
  'constituent_whole',
  `${SELECT_WHOLE} where c.organization_id = $1 and c.id = $2`,
);
const wholeByIds = query<Stored<Constituent>>(
  'constituents_whole',
  // Joined with the ids, not compared with an array: the plan would be made anew for each length of it.
  `${SELECT_WHOLE} join unnest($2::bigint[]) as wanted (id) on c.id = wanted.id where c.organization_id = $1`,
);
const lockRow = write(
  'constituent_lock',
  // Not the strongest lock: rows that refer to the person can be written meanwhile, which would deadlock otherwise.
  'select from constituents where organization_id = $1 and id = $2 for no key update',
);

type Presence = 'present' | 'deleted-too';

function isVisible(constituent: Constituent | undefined, presence: Presence): constituent is Constituent {
  return constituent !== undefined && (presence === 'deleted-too' || constituent.deletedAt === null);
}

function isId(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0;
}

/** The whole record, or undefined when there is none in the actor's organization (a deleted one counts only if asked for). */
async function findConstituent(
  db: Db,
  actor: Actor,
  { id, presence = 'present' }: { id: number; presence?: Presence },
): Promise<Constituent | undefined> {
  allowRecord(actor, 'constituents:read', id);
  if (!isId(id)) return undefined;
  const constituent = await throughAlias({ reader: db, actor, id }, (current) => readWhole(db, actor, current));
  return isVisible(constituent, presence) ? constituent : undefined;
}

/** Those who ask for whole records of one organization at the same time share a statement. */
async function readWhole(db: Db, actor: Actor, id: number): Promise<Constituent | undefined> {
  const organizationId = actor.organization.id;
  const found = await db.together(`whole constituents ${organizationId}`, id, (ids) =>
    db.all(ids.length === 1 ? wholeById(organizationId, id) : wholeByIds(organizationId, [...new Set(ids)])),
  );
  const stored = found.find((constituent) => constituent.id === id);
  return stored && asShown(stored, await loadVocabulary(db, actor));
}

/** Like `findConstituent`, but throws `not-found`. */
export async function getConstituent(
  db: Db,
  actor: Actor,
  wanted: { id: number; presence?: Presence },
): Promise<Constituent> {
  const constituent = await findConstituent(db, actor, wanted);
  if (!constituent) throw new Failure('not-found', 'constituent', { subject: wanted.id });
  return constituent;
}

/**
 * The whole record with its row locked until the transaction ends, so that writers of one person take turns. Locking and
 * reading are two statements: one that waited for the lock would still read the parts as they were before the wait.
 */
export async function lockConstituent(
  tx: Tx,
  actor: Actor,
  { id, presence = 'present' }: { id: number; presence?: Presence },
): Promise<Constituent> {
  const lock = async (current: number) => {
    await tx.all(lockRow(actor.organization.id, current));
    return readWhole(tx, actor, current);
  };
  const constituent = isId(id) ? await throughAlias({ reader: tx, actor, id }, lock) : undefined;
  if (!isVisible(constituent, presence)) throw new Failure('not-found', 'constituent', { subject: id });
  return constituent;
}

/** The record as a write left it, whatever its state. */
export async function reloadConstituent(tx: Db, actor: Actor, id: number): Promise<Constituent> {
  const constituent = await readWhole(tx, actor, id);
  if (!constituent) throw new Error(`Constituent ${id} was written and is not there`);
  return constituent;
}

/** Summaries of the given ids with the given parts, in the order of the ids, in one statement. */
export async function loadConstituents<Part extends PartName = never>(
  db: Db,
  actor: Actor,
  { ids, parts = [] }: { ids: readonly number[]; parts?: readonly Part[] },
): Promise<(ConstituentSummary & Pick<ConstituentParts, Part>)[]> {
  allow(actor, 'constituents:read');
  if (ids.length === 0) return [];
  const wanted = PART_NAMES.filter((name) => (parts as readonly PartName[]).includes(name));
  const text = `${selectWith(wanted)} where c.organization_id = $1 and c.id = any($2::bigint[])
    order by array_position($2::bigint[], c.id)`;
  const values = [actor.organization.id, ids];
  // Summaries alone are the hot path; with parts there are 4,096 texts, too many to keep a plan for each.
  const prepared = wanted.length === 0 ? { text, values, name: 'constituent_summaries' } : { text, values };
  const stored = await db.all(queryOf<Stored<ConstituentSummary & Pick<ConstituentParts, Part>>>(prepared));
  const vocabulary = await loadVocabulary(db, actor);
  return stored.map((constituent) => asShown(constituent, vocabulary));
}

const byEmail = query<{ id: number; deletedAt: string | null }>(
  'constituent_by_email',
  `select c.id, c.deleted_at as "deletedAt" from email_addresses e
   join constituents c on c.organization_id = e.organization_id and c.id = e.constituent_id
   where e.organization_id = $1 and e.normalized_address = $2 and not e.not_current and not c.is_org
     and ($3 or c.deleted_at is null)
   order by c.deleted_at is not null, not c.active, c.id limit 1`,
);

/** The person who currently uses an e-mail address: one not deleted before a deleted one, active before inactive, then the lowest id. */
export async function findIdByEmail(
  db: Db,
  actor: Actor,
  { email, presence }: { email: string; presence: Presence },
): Promise<number | undefined> {
  const row = await db.maybe(byEmail(actor.organization.id, normalizeEmail(email), presence === 'deleted-too'));
  return row?.id;
}

const byExternalId = query<{ id: number }>(
  'constituent_by_external_id',
  `select x.constituent_id as id from external_ids x
   join constituents c on c.organization_id = x.organization_id and c.id = x.constituent_id
   where x.organization_id = $1 and x.system = $2 and x.value = $3 and c.deleted_at is null order by 1 limit 2`,
);

/** The ids (at most two: enough to see that there are several) of those to whom a system gave this id. */
export async function findIdsByExternalId(
  db: Db,
  actor: Actor,
  { system, value }: { system: string; value: string },
): Promise<number[]> {
  return (await db.all(byExternalId(actor.organization.id, system, cleanText(value)))).map((row) => row.id);
}
