// What one person is asked for in one appeal (docs/contracts/lgl.md §3.16).
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import type { Actor } from '../base/actor.ts';
import { columnsAs } from '../base/columns.ts';
import { invalidField } from '../base/failure.ts';
import { pick } from '../base/names.ts';
import type { Paged, PageRequest } from '../base/page.ts';
import { type ActivityKind, activityQueries, activityWrites } from '../interactions/activity.ts';
import { toAmount } from './amount.ts';
import { APPEALS } from './fundraising.ts';
import { GOAL } from './gift-types.ts';

export interface AppealRequest {
  readonly id: number;
  readonly constituentId: number;
  readonly constituentName: string | null;
  readonly appealId: number;
  readonly appealName: string;
  /** YYYY-MM-DD */
  readonly appealDate: string | null;
  /** What the person has given to the appeal: decimal text. */
  readonly raised: string;
  readonly status: string;
  readonly askAmount: string | null;
  /** A user's id. */
  readonly assignedTo: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface AppealRequestInput {
  readonly appealId?: number | null;
  readonly status?: string | null;
  readonly askAmount?: string | null;
  readonly assignedTo?: number | null;
  /** Of an update: whom it moves to. */
  readonly constituentId?: number;
}

const STATUSES = ['open', 'called', 'considering', 'declined', 'donated'];

const OWN = ['id', 'constituentId', 'appealId', 'status', 'askAmount', 'assignedTo', 'createdAt', 'updatedAt'];

const KIND: ActivityKind = {
  table: 'appeal_requests',
  name: 'appeal_request',
  columns: `${columnsAs('a', OWN)}, c.sort_name as "constituentName", ap.name as "appealName", ap.date as "appealDate",
    (select coalesce(sum(g.received_amount), 0.00) from gifts g where g.organization_id = a.organization_id
       and g.constituent_id = a.constituent_id and g.appeal_id = a.appeal_id and g.gift_type_id <> ${GOAL}) as raised`,
  joins: 'join appeals ap on ap.organization_id = a.organization_id and ap.id = a.appeal_id',
  date: 'created_at',
};

const queries = activityQueries<AppealRequest>(KIND);

export const getAppealRequest = queries.get;
export const listAppealRequestsOf = queries.listOf;

/** Those of one appeal by id. Throws `not-found` for an unknown appeal. */
export async function listRequestsOfAppeal(
  db: Db,
  actor: Actor,
  { appealId, page }: { appealId: number; page: PageRequest },
): Promise<Paged<AppealRequest>> {
  const conditions = [sql<SqlBool>`a.appeal_id = ${appealId}`];
  const found = await queries.search(db, actor, { conditions, order: sql`a.id`, page });
  if (found.total === 0) await APPEALS.get(db, actor, appealId);
  return found;
}

function statusOf(given: string | null | undefined, existing: string): string {
  if (!given?.trim()) return existing;
  const status = given.trim().toLowerCase();
  if (!STATUSES.includes(status)) throw invalidField('status', 'not_a_choice');
  return status;
}

/** Every one but the last throws `invalid`, naming the field, for an unknown appeal, status or team member, and for no amount. */
export const {
  create: createAppealRequest,
  update: updateAppealRequest,
  remove: deleteAppealRequest,
} = activityWrites<AppealRequest, AppealRequestInput>({
  kind: KIND,
  queries,
  stored: async (_tx, _actor, { input, before }) => {
    const appealId = input.appealId ?? before?.appealId;
    if (!appealId) throw invalidField('appealId', 'required');
    return {
      appealId,
      status: statusOf(input.status, before?.status ?? 'open'),
      askAmount: input.askAmount === undefined ? (before?.askAmount ?? null) : toAmount('askAmount', input.askAmount),
      assignedTo: pick(input.assignedTo, before?.assignedTo ?? null),
    };
  },
});
