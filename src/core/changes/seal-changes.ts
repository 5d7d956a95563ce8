// The order of changes: each gets a position when it is seen first, and a link that fixes all positions before it
// (docs/decisions/0030; docs/decisions/0031). Sealing goes on behind the writes: by a job, and when somebody reads the feed.
import { createHash } from 'node:crypto';
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { NOBODY, type Tx, transaction } from '../../db/transaction.ts';

/** Changes that are sealed in one transaction. */
const BATCH = 2_000;

/** SQL of a change `c` with the position `position`: what stays of it when its content is erased. */
export const FRAME_SQL = `jsonb_build_object('position', position, 'id', c.id,
  'at', to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'kind', c.kind,
  'subject_type', c.subject_type, 'subject_id', c.subject_id, 'actor_type', c.actor_type, 'actor_id', c.actor_id,
  'via', c.dialect, 'request_id', c.request_id)::text`;

/** SQL of the content of a change `c`. */
export const CONTENT_SQL = `jsonb_build_object('before', c.before, 'after', c.after)::text`;

const UNSEALED = `c.organization_id = o.organization_id and c.id > coalesce(g.done_id, 0)
  and not exists (select from change_seals s where s.organization_id = c.organization_id and s.change_id = c.id)`;

const waiting = query<{ id: number }>(
  'seal_organizations_waiting',
  `select o.organization_id as id from organizations o left join change_sealing g on g.organization_id = o.organization_id
   where ($1::bigint is null or o.organization_id = $1) and exists (select from changes c where ${UNSEALED})`,
);

const begin = write('seal_begin', 'insert into change_sealing (organization_id) values ($1) on conflict do nothing');

interface Sealing {
  readonly position: number;
  readonly link: Buffer;
  readonly doneId: number;
  readonly nextId: number;
  readonly nextXid: number;
}

const lastGiven = query<{ id: number }>(
  'seal_last_id_given',
  `select coalesce(pg_sequence_last_value('changes_id_seq'), 0) as id`,
);

const lock = write<Sealing>(
  'seal_lock',
  `select position, link, done_id as "doneId", next_id as "nextId", next_xid as "nextXid"
   from change_sealing where organization_id = $1 for update`,
);

/** The oldest transaction that has not ended, and this one. */
const running = query<{ oldest: number; own: number }>(
  'seal_running',
  `select pg_current_xact_id()::text::bigint as own, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest`,
);

interface Unsealed {
  readonly id: number;
  readonly position: number;
  readonly salt: Buffer;
  readonly frame: string;
  readonly commitment: Buffer;
}

const unsealed = query<Unsealed>(
  'seal_unsealed',
  `with found as materialized (
     select c.*, $3::bigint + row_number() over (order by c.id) as position, uuid_send(gen_random_uuid()) as salt
     from changes c where c.organization_id = $1 and c.id > $2
       and not exists (select from change_seals s where s.organization_id = $1 and s.change_id = c.id)
     order by c.id limit $4
   )
   select c.id, c.position, c.salt, ${FRAME_SQL} as frame, sha256(c.salt || convert_to(${CONTENT_SQL}, 'UTF8')) as commitment
   from found c order by c.position`,
);

const insert = write(
  'seal_insert',
  `insert into change_seals (organization_id, position, change_id, salt, commitment, link)
   select $1, r.* from unnest($2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[]) r`,
);

const proceed = write(
  'seal_proceed',
  `update change_sealing set position = $2, link = $3, done_id = $4, next_id = $5, next_xid = $6 where organization_id = $1`,
);

/** The link of a position. */
function linkAfter(previous: Buffer, frame: string, commitment: Buffer): Buffer {
  return createHash('sha256').update(previous).update(frame).update(commitment).digest();
}

/** Gives each change that is visible by now its position: of one organization, or of all. */
export async function sealChanges(db: Db, organizationId?: number): Promise<void> {
  for (const { id } of await db.all(waiting(organizationId ?? null))) {
    while ((await transaction(db, NOBODY, (tx) => sealBatch(tx, id))) === BATCH);
  }
}

/** The same inside a transaction: until its end nobody else seals changes of the organization. */
export async function sealWithin(tx: Tx, organizationId: number): Promise<void> {
  while ((await sealBatch(tx, organizationId)) === BATCH);
}

/**
 * Seals the unsealed changes with the lowest ids. Whoever changed a record later than somebody else did so with a higher id,
 * and is visible only with the earlier change: so the positions of one record's changes are in their order. Returns how many.
 */
async function sealBatch(tx: Tx, organizationId: number): Promise<number> {
  // First of all: the transactions that were given these ids began to write before this one did, and have lower numbers.
  const { id: lastId } = await tx.one(lastGiven());
  await tx.all(begin(organizationId));
  const state = await tx.one(lock(organizationId));
  const { oldest, own } = await tx.one(running());
  const found = await tx.all(unsealed(organizationId, state.doneId, state.position, BATCH));
  let { link } = state;
  const links = found.map(({ frame, commitment }) => (link = linkAfter(link, frame, commitment)));
  if (found.length > 0) {
    const column = <Name extends keyof Unsealed>(name: Name) => found.map((row) => row[name]);
    const ids = [column('position'), column('id'), column('salt'), column('commitment')];
    await tx.all(insert(organizationId, ...ids, links));
  }
  const last = found.length === BATCH ? (found.at(-1)?.id ?? 0) : Number.MAX_SAFE_INTEGER;
  const { doneId, nextId, nextXid } = progress(state, { oldest, own, last, lastId });
  const position = found.at(-1)?.position ?? state.position;
  await tx.all(proceed(organizationId, position, link, doneId, nextId, nextXid));
  return found.length;
}

interface Reached {
  readonly oldest: number;
  readonly own: number;
  /** Whatever has a higher id may be unsealed. */
  readonly last: number;
  readonly lastId: number;
}

/** Up to which id nothing comes any more, and which transactions have to end before it is a higher one. */
function progress({ doneId, nextId, nextXid }: Sealing, { oldest, own, last, lastId }: Reached) {
  // In a database that was restored into another server the numbers of transactions may have begun again.
  if (nextXid > own) return { doneId, nextId: lastId, nextXid: own };
  if (nextXid > oldest) return { doneId, nextId, nextXid };
  if (last < nextId) return { doneId: Math.max(doneId, last), nextId, nextXid };
  return { doneId: Math.max(doneId, nextId), nextId: lastId, nextXid: own };
}
