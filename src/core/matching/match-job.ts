// What background work does for matching: it follows the record, and scans again when much has changed.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { transaction } from '../../db/transaction.ts';
import { eachOrganization, findOrganizationById } from '../access/organization.ts';
import { systemActor } from '../access/system-actor.ts';
import type { Actor } from '../base/actor.ts';
import type { Walk } from '../base/each.ts';
import { newRequestId } from '../base/request-id.ts';
import { follow } from './follow.ts';
import { askForScan, runScan } from './scan.ts';

interface MatchContext {
  readonly db: Db;
  readonly log: Walk<unknown>['log'];
}

/** People of one organization in one run: other organizations get their turn. */
const MOST = 200_000;

/** Weights are learnt at first, and anew when a tenth of the people has changed, and twenty at least. */
const due = query<{ isDue: boolean }>(
  'match_scan_due',
  `select s.keyed_to is null and s.since_scan > 0 and (s.since_scan >= greatest(20, p.people / 10)
     or p.people > 1 and not exists (select from match_scans m where m.organization_id = $1 and m.status = 'done')) as "isDue"
   from match_states s
   cross join lateral (select count(*) as people from match_people m where m.organization_id = $1) p
   where s.organization_id = $1`,
);

/** For every organization. */
export async function matchPeople(context: MatchContext): Promise<void> {
  await eachOrganization(context, async (organization) => {
    await keepMatching(context.db, systemActor(organization, 'job', `matching ${newRequestId()}`));
  });
}

/** The scan that waits in one organization. */
export async function scanPeople({ db }: MatchContext, { organizationId }: { organizationId: number }): Promise<void> {
  const organization = await findOrganizationById(db, organizationId);
  if (organization) await runScan(db, systemActor(organization, 'job', `matching ${newRequestId()}`));
}

async function keepMatching(db: Db, actor: Actor): Promise<void> {
  const { isDone } = await follow(db, actor, MOST);
  const state = await db.maybe(due(actor.organization.id));
  if (isDone && state?.isDue) await transaction(db, actor, (tx) => askForScan(tx, actor));
  await runScan(db, actor);
}
