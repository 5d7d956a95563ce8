// How long things are kept is a setting of the organization (docs/erasure.md). A job removes what is older, and says in a change
// what it did.
import type { Db } from '../../db/connect.ts';
import { query, queryOf, writeOf } from '../../db/statement.ts';
import { transaction } from '../../db/transaction.ts';
import { eachOrganization } from '../access/organization.ts';
import { systemActor } from '../access/system-actor.ts';
import { type Actor, allow, type OrganizationSettings } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import type { Clock } from '../base/clock.ts';
import type { Walk } from '../base/each.ts';
import { newRequestId } from '../base/request-id.ts';
import { erasePerson } from './erase-person.ts';

interface Retained {
  readonly setting: 'keepWebhookDays' | 'keepMailDays' | 'keepSignOnDays' | 'keepImportDays' | 'keepPostDays';
  readonly table: string;
  /** SQL: whether row `t` was done with before `$2`. */
  readonly old: string;
}

const RETAINED: readonly Retained[] = [
  { setting: 'keepWebhookDays', table: 'webhook_deliveries', old: `t.created_at < $2 and t.status <> 'queued'` },
  { setting: 'keepMailDays', table: 'mails', old: `coalesce(t.sent_at, t.created_at) < $2 and t.status <> 'queued'` },
  { setting: 'keepSignOnDays', table: 'sign_on_events', old: 't.last_at < $2' },
  { setting: 'keepPostDays', table: 'integration_posts', old: `t.handled_at < $2 and t.status <> 'waiting'` },
  {
    setting: 'keepImportDays',
    table: 'import_rows',
    old: `exists (select from imports i where i.organization_id = t.organization_id and i.id = t.import_id
      and coalesce(i.finished_at, i.created_at) < $2 and i.status not in ('reading', 'checking', 'running', 'reverting'))`,
  },
];

/** What is older than its setting says, by table; `deleted_people` are those who are to be erased. */
type Counts = Readonly<Record<string, number>>;

const DAY_MILLISECONDS = 86_400_000;
/** Rows that are removed in one transaction. */
const PIECE = 5_000;
/** Milliseconds after which nobody else is erased in one go. */
const TURN = 2 * 60_000;

const before = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MILLISECONDS);

/** For ever: null. */
function daysOf({ settings }: Actor['organization'], setting: Retained['setting'] | 'keepDeletedPeopleDays') {
  return (settings as OrganizationSettings)[setting];
}

/** The statement's text depends on the table, of which there are few. */
function remove({ table, old }: Retained) {
  return `with gone as (
      delete from ${table} t where t.organization_id = $1 and t.ctid = any (array(
        select t.ctid from ${table} t where t.organization_id = $1 and ${old} limit ${PIECE})) returning 1
    ) select count(*) as count from gone`;
}

async function removeAll(db: Db, actor: Actor, retained: Retained, moment: Date): Promise<number> {
  const values = [actor.organization.id, moment];
  for (let total = 0; ; ) {
    const statement = writeOf<{ count: number }>({ text: remove(retained), values });
    const { count } = await transaction(db, actor, (tx) => tx.one(statement));
    total += count;
    if (count < PIECE) return total;
  }
}

const deleted = query<{ id: number }>(
  'retention_deleted_people',
  `select c.id from constituents c where c.organization_id = $1 and c.deleted_at < $2
     and not exists (select from erasures e where e.organization_id = $1 and e.erased_ids @> array[c.id])
   order by c.deleted_at, c.id limit $3`,
);

/** Deleted people who are looked at in one go. */
const PEOPLE = 1_000;

async function eraseDeleted(db: Db, actor: Actor, { days, now }: { days: number; now: Date }): Promise<number> {
  const end = performance.now() + TURN;
  let count = 0;
  for (const { id } of await db.all(deleted(actor.organization.id, before(now, days), PEOPLE))) {
    if (performance.now() > end) break;
    await erasePerson(db, actor, { id, reason: `retention: deleted for ${days} days` });
    count += 1;
  }
  return count;
}

/** Removes what is older than the organization's settings say, records what it came to, and returns it. */
export async function applyRetention(db: Db, actor: Actor, now: Date): Promise<Counts> {
  allow(actor, 'settings:write');
  const counts: Record<string, number> = {};
  for (const retained of RETAINED) {
    const days = daysOf(actor.organization, retained.setting);
    const count = days === null ? 0 : await removeAll(db, actor, retained, before(now, days));
    if (count > 0) counts[retained.table] = count;
  }
  const days = daysOf(actor.organization, 'keepDeletedPeopleDays');
  const people = days === null ? 0 : await eraseDeleted(db, actor, { days, now });
  if (people > 0) counts.deleted_people = people;
  if (Object.keys(counts).length > 0) {
    const { id: subjectId } = actor.organization;
    const change = { kind: 'organization.retention_applied', subjectId, before: null, after: counts };
    await transaction(db, actor, (tx) => recordChange(tx, actor, change));
  }
  return counts;
}

interface RetentionContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Walk<unknown>['log'];
}

/** The same of every organization, as a job. */
export async function applyAllRetention(context: RetentionContext): Promise<void> {
  await eachOrganization(context, async (organization) => {
    const actor = systemActor(organization, 'job', `retention ${newRequestId()}`);
    await applyRetention(context.db, actor, context.clock.now());
  });
}

export interface RetentionState {
  readonly setting: string;
  /** Null: for ever. */
  readonly days: number | null;
  /** What it is about. */
  readonly of: string;
  /** How many of them the job would remove now. */
  readonly due: number;
}

/** What each setting says, and what the job would do now. */
export async function retentionState(db: Db, actor: Actor, now: Date): Promise<RetentionState[]> {
  allow(actor, 'settings:read');
  const { organization } = actor;
  const states: RetentionState[] = [];
  for (const { setting, table, old } of RETAINED) {
    const days = daysOf(organization, setting);
    const text = `select count(*) as count from ${table} t where t.organization_id = $1 and ${old}`;
    const values = [organization.id, days === null ? null : before(now, days)];
    const { count } = await db.one(queryOf<{ count: number }>({ text, values }));
    states.push({ setting, days, of: table.replaceAll('_', ' '), due: count });
  }
  const days = daysOf(organization, 'keepDeletedPeopleDays');
  const due = days === null ? [] : await db.all(deleted(organization.id, before(now, days), PEOPLE));
  states.push({ setting: 'keepDeletedPeopleDays', days, of: 'deleted people', due: due.length });
  return states;
}
