// What is asked about webhooks. Only administrators ask: an address can be a secret, and deliveries tell of people.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import { built, query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { DELIVERY_COLUMNS, type Delivery, WEBHOOK_COLUMNS, type Webhook } from './webhook.ts';

const list = query<Webhook>(
  'webhooks_list',
  `select ${WEBHOOK_COLUMNS} from webhooks w where w.organization_id = $1 and w.deleted_at is null order by w.id`,
);

export async function listWebhooks(db: Db, actor: Actor): Promise<Webhook[]> {
  allow(actor, 'settings:write');
  return db.all(list(actor.organization.id));
}

const byId = query<Webhook>(
  'webhook_by_id',
  `select ${WEBHOOK_COLUMNS} from webhooks w where w.organization_id = $1 and w.id = $2 and w.deleted_at is null`,
);

/** Throws `not-found`. */
export async function getWebhook(db: Db, actor: Actor, id: number): Promise<Webhook> {
  allow(actor, 'settings:write');
  const webhook = await db.maybe(byId(actor.organization.id, id));
  if (!webhook) throw new Failure('not-found', 'webhook', { subject: id });
  return webhook;
}

export interface DeliveryFilter {
  readonly webhookId: number;
  readonly status?: string;
  readonly event?: string;
  /** ISO moments, inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
}

/** The latest first. Throws `not-found` for an unknown webhook. */
export async function listDeliveries(db: Db, actor: Actor, filter: DeliveryFilter): Promise<Delivery[]> {
  await getWebhook(db, actor, filter.webhookId);
  const given: readonly (readonly [unknown, RawBuilder<SqlBool>])[] = [
    [filter.status, sql`d.status = ${filter.status}`],
    [filter.event, sql`d.event = ${filter.event}`],
    [filter.from, sql`d.created_at >= ${filter.from}`],
    [filter.to, sql`d.created_at <= ${filter.to}`],
  ];
  const own = [sql`d.organization_id = ${actor.organization.id}`, sql`d.webhook_id = ${filter.webhookId}`];
  const conditions = [...own, ...given.filter(([value]) => value !== undefined).map(([, condition]) => condition)];
  return db.all(
    built(sql<Delivery>`select ${sql.raw(DELIVERY_COLUMNS)} from webhook_deliveries d
    where ${sql.join(conditions, sql` and `)} order by d.sequence desc limit ${filter.limit}`),
  );
}

export interface AttemptRow {
  readonly attempt: number;
  readonly at: string;
  readonly response: number | null;
  readonly error: string | null;
  readonly milliseconds: number;
}

const deliveryById = query<Delivery>(
  'webhook_delivery_by_id',
  `select ${DELIVERY_COLUMNS} from webhook_deliveries d where d.organization_id = $1 and d.id = $2`,
);
const attempts = query<AttemptRow>(
  'webhook_attempts_of',
  `select attempt, at, response, error, milliseconds from webhook_attempts
   where organization_id = $1 and delivery_id = $2 order by id`,
);

/** One delivery with everything that was tried. Throws `not-found`. */
export async function getDelivery(
  db: Db,
  actor: Actor,
  id: string,
): Promise<{ delivery: Delivery; attempts: AttemptRow[] }> {
  allow(actor, 'settings:write');
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  const delivery = isUuid ? await db.maybe(deliveryById(actor.organization.id, id)) : undefined;
  if (!delivery) throw new Failure('not-found', 'delivery', { subject: id });
  return { delivery, attempts: await db.all(attempts(actor.organization.id, id)) };
}
