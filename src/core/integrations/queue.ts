// The queue of what integrations were posted. Whatever arrives is kept, also when nothing can be made of it.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { inOneStatement, maybeInOneStatement, type Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { columnsAs } from '../base/columns.ts';
import { Failure } from '../base/failure.ts';
import { normalizeEmail } from '../base/fold.ts';
import type { PostedFields } from './posted.ts';

export interface Post {
  readonly id: number;
  readonly integrationId: number;
  readonly receivedAt: string;
  readonly fields: PostedFields;
  readonly status: 'waiting' | 'saved' | 'discarded';
  /** Why nothing was made of it so far. */
  readonly reason: string | null;
  readonly made: Made | null;
  readonly handledAt: string | null;
}

/** The ids of the records that were made or changed. */
export interface Made {
  readonly constituentId: number;
  readonly giftId?: number;
  readonly noteId?: number;
  readonly invitationId?: number;
  readonly appealRequestId?: number;
}

const COLUMNS = columnsAs('p', [
  ...['id', 'integrationId', 'receivedAt', 'fields', 'status', 'reason', 'made', 'handledAt'],
]);

const insert = write<{ id: number }>(
  'integration_post_insert',
  'insert into integration_posts (organization_id, integration_id, fields, emails) values ($1, $2, $3, $4) returning id',
);

/** As they are compared: an erasure finds by them what was posted about somebody. */
function emailsIn(fields: PostedFields): string[] {
  const parts = Object.values(fields).flatMap((value) => value.split(/[;,\s<>]+/));
  return [...new Set(parts.filter((part) => part.includes('@')).map(normalizeEmail))];
}

/** Keeps what arrived; returns its id. */
export async function enqueuePost(
  db: Db,
  actor: Actor,
  { integrationId, fields }: { integrationId: number; fields: PostedFields },
): Promise<number> {
  allow(actor, 'constituents:write');
  const values = [integrationId, JSON.stringify(fields), emailsIn(fields)];
  return (await inOneStatement(db, insert(actor.organization.id, ...values))).id;
}

const list = query<Post>(
  'integration_posts_list',
  `select ${COLUMNS} from integration_posts p where p.organization_id = $1 and ($2::bigint is null or p.integration_id = $2)
     and ($3 or p.status = 'waiting') order by p.id limit $4`,
);

/** Those that wait, or all, of one integration or of all; the oldest first. */
export function listPosts(
  db: Db,
  actor: Actor,
  { integrationId, all, limit }: { integrationId: number | undefined; all: boolean; limit: number },
): Promise<Post[]> {
  allow(actor, 'constituents:read');
  return db.all(list(actor.organization.id, integrationId ?? null, all, limit));
}

const byId = query<Post>(
  'integration_post_by_id',
  `select ${COLUMNS} from integration_posts p where p.organization_id = $1 and p.id = $2`,
);

/** Throws `not-found`. */
export async function getPost(db: Db, actor: Actor, id: number): Promise<Post> {
  allow(actor, 'constituents:read');
  const post = await db.maybe(byId(actor.organization.id, id));
  if (!post) throw new Failure('not-found', 'integration_post', { subject: id });
  return post;
}

const lockById = write<Post>(
  'integration_post_lock',
  `select ${COLUMNS} from integration_posts p where p.organization_id = $1 and p.id = $2 for update`,
);

/** A post that waits, which nobody else handles until the transaction ends. Throws `not-found`, `conflict`. */
export async function lockWaitingPost(tx: Tx, actor: Actor, id: number): Promise<Post> {
  allow(actor, 'constituents:write');
  const post = await tx.maybe(lockById(actor.organization.id, id));
  if (!post) throw new Failure('not-found', 'integration_post', { subject: id });
  if (post.status !== 'waiting') throw new Failure('conflict', 'post_handled', { subject: id });
  return post;
}

const finish = write(
  'integration_post_finish',
  `update integration_posts set status = $3, fields = $4, emails = $5, made = $6, handled_at = now()
   where organization_id = $1 and id = $2`,
);

export async function finishPost(
  tx: Tx,
  actor: Actor,
  { id, fields, made }: { id: number; fields: PostedFields; made: Made },
): Promise<void> {
  const values = ['saved', JSON.stringify(fields), emailsIn(fields), JSON.stringify(made)];
  await tx.all(finish(actor.organization.id, id, ...values));
}

/** Makes nothing of a post. It is kept. Throws `not-found`, `conflict`. */
export async function discardPost(tx: Tx, actor: Actor, id: number): Promise<void> {
  const { fields } = await lockWaitingPost(tx, actor, id);
  await tx.all(finish(actor.organization.id, id, 'discarded', JSON.stringify(fields), emailsIn(fields), null));
}

const explain = write(
  'integration_post_explain',
  `update integration_posts set reason = $3 where organization_id = $1 and id = $2 and status = 'waiting'`,
);

/** Says at a post that waits why nothing could be made of it. */
export async function explainPost(db: Db, actor: Actor, { id, reason }: { id: number; reason: string }): Promise<void> {
  await maybeInOneStatement(db, explain(actor.organization.id, id, reason));
}
