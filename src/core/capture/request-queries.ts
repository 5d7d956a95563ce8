import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { currentIds } from '../constituents/record/aliases.ts';
import { type InformationRequest, REQUEST_COLUMNS } from './information-request.ts';

const byId = query<InformationRequest>(
  'information_request_by_id',
  `select ${REQUEST_COLUMNS} from information_requests r where r.organization_id = $1 and r.id = $2`,
);
const byIdLocked = write<InformationRequest>(
  'information_request_by_id_locked',
  `select ${REQUEST_COLUMNS} from information_requests r where r.organization_id = $1 and r.id = $2 for no key update of r`,
);

function unknown(id: number): Failure {
  return new Failure('not-found', 'information_request', { subject: id });
}

/** Throws `not-found`. */
export async function getRequest(db: Db, actor: Actor, id: number): Promise<InformationRequest> {
  allow(actor, 'constituents:read');
  const request = await db.maybe(byId(actor.organization.id, id));
  if (!request) throw unknown(id);
  return request;
}

/** Like `getRequest`, with the row locked until the transaction ends. */
export async function lockRequest(tx: Tx, actor: Actor, id: number): Promise<InformationRequest> {
  const request = await tx.maybe(byIdLocked(actor.organization.id, id));
  if (!request) throw unknown(id);
  return request;
}

export interface RequestFilter {
  readonly status: string | null;
  readonly constituentId: number | null;
  readonly afterId: number;
  readonly limit: number;
}

const list = query<InformationRequest>(
  'information_requests_list',
  `select ${REQUEST_COLUMNS} from information_requests r
   where r.organization_id = $1 and ($2::text is null or r.status = $2) and ($3::bigint is null or r.constituent_id = $3)
     and r.id > $4 order by r.id limit $5`,
);

/** Those that match, by id. */
export async function listRequests(db: Db, actor: Actor, filter: RequestFilter): Promise<InformationRequest[]> {
  allow(actor, 'constituents:read');
  const { status, afterId, limit } = filter;
  const [constituentId = null] = await currentIds(
    db,
    actor,
    filter.constituentId === null ? [] : [filter.constituentId],
  );
  return db.all(list(actor.organization.id, status, constituentId, afterId, limit));
}
