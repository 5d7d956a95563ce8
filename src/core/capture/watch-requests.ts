// What happens to requests as time passes: they expire, are completed by the results of their checks, or their mail fails.
import type { Db } from '../../db/connect.ts';
import { write } from '../../db/statement.ts';
import { transaction } from '../../db/transaction.ts';
import { eachOrganization } from '../access/organization.ts';
import { systemActor } from '../access/system-actor.ts';
import type { Actor } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import type { Clock } from '../base/clock.ts';
import type { Walk } from '../base/each.ts';
import { newRequestId } from '../base/request-id.ts';
import { type InformationRequest, REQUEST_COLUMNS } from './information-request.ts';

const expire = write<InformationRequest>(
  'information_requests_expire',
  `update information_requests r set status = 'expired', updated_at = $2
   where r.organization_id = $1 and r.expires_at <= $2 and r.status in ('sent', 'opened', 'in_progress', 'failed_delivery')
   returning ${REQUEST_COLUMNS}`,
);
// Every answer has a result: what the results are is for the organization to judge.
const complete = write<InformationRequest>(
  'information_requests_complete',
  `update information_requests r set status = 'completed', completed_at = $2, updated_at = $2
   where r.organization_id = $1 and r.status = 'submitted' and not exists (
     select from jsonb_array_elements(r.items) item
     left join accreditations a on a.organization_id = r.organization_id
       and a.id = (item->'satisfied_by'->>'accreditation_id')::bigint
     where a.status is distinct from 'completed')
   returning ${REQUEST_COLUMNS}`,
);
const fail = write<InformationRequest>(
  'information_requests_fail',
  `update information_requests r set status = 'failed_delivery', updated_at = $2 from mails m
   where r.organization_id = $1 and r.status = 'sent' and m.organization_id = r.organization_id and m.id = r.mail_id
     and m.status = 'failed' returning ${REQUEST_COLUMNS}`,
);

const MOVES = [
  { move: expire, kind: 'information_request.expired', events: ['information_request.expired'] },
  { move: complete, kind: 'information_request.completed', events: ['information_request.completed'] },
  { move: fail, kind: 'information_request.undelivered', events: [] },
] as const;

/** Moves every request on whose time has come, organization by organization. */
export async function watchRequests(context: WatchContext): Promise<void> {
  await eachOrganization(context, (organization) => {
    return moveRequests(
      context.db,
      systemActor(organization, 'job', `requests ${newRequestId()}`),
      context.clock.now(),
    );
  });
}

interface WatchContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Walk<unknown>['log'];
}

async function moveRequests(db: Db, actor: Actor, now: Date): Promise<void> {
  for (const { move, kind, events } of MOVES) {
    await transaction(db, actor, async (tx) => {
      for (const request of await tx.all(move(actor.organization.id, now))) {
        const about = `constituent ${request.constituentId}`;
        await recordChange(tx, actor, { kind, subjectId: request.id, before: null, after: request, events, about });
      }
    });
  }
}
