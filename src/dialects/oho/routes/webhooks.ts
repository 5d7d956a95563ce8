import type { FastifyInstance } from 'fastify';
import { pingWebhook, redeliver, redrive } from '../../../core/webhooks/redeliver.ts';
import { EVENTS } from '../../../core/webhooks/webhook.ts';
import { getDelivery, getWebhook, listDeliveries, listWebhooks } from '../../../core/webhooks/webhook-queries.ts';
import {
  createWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from '../../../core/webhooks/write-webhook.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import type { Authentication } from '../auth.ts';
import { eventToWire } from '../wire/event-name.ts';
import { idFromWire } from '../wire/fields.ts';
import {
  deliveryToWire,
  deliveryWithLogToWire,
  historyFromWire,
  redriveFromWire,
  webhookChangeFromWire,
  webhookFromWire,
  webhookToWire,
} from '../wire/webhook.ts';
import { webhookFormat } from '../wire/webhook-event.ts';

type ById = { Params: { id: string } };

/** Subscriptions and what was delivered (docs/contracts/oho.md §5.2). */
export function registerWebhooks(scope: FastifyInstance, context: DialectContext, auth: Authentication): void {
  registerSubscriptions(scope, context, auth);
  registerDeliveries(scope, context, auth);
}

function registerSubscriptions(scope: FastifyInstance, context: DialectContext, { actorOf }: Authentication): void {
  const { db, clock } = context;

  scope.get('/webhooks', async (request) => (await listWebhooks(db, actorOf(request))).map(webhookToWire));

  scope.post('/webhooks', async (request, reply) => {
    const input = { ...webhookFromWire(request.body), format: webhookFormat.name };
    const wanted = { access: context, input };
    const { webhook, secret } = await transaction(db, actorOf(request), (tx) =>
      createWebhook(tx, actorOf(request), wanted),
    );
    // Shown this once.
    return reply.code(201).send({ ...webhookToWire(webhook), secret });
  });

  scope.get<ById>('/webhooks/:id', async (request) =>
    webhookToWire(await getWebhook(db, actorOf(request), idFromWire(request.params.id, 'webhook'))),
  );

  scope.patch<ById>('/webhooks/:id', async (request) => {
    const id = idFromWire(request.params.id, 'webhook');
    const wanted = { id, access: context, input: webhookChangeFromWire(request.body) };
    return webhookToWire(await transaction(db, actorOf(request), (tx) => updateWebhook(tx, actorOf(request), wanted)));
  });

  scope.delete<ById>('/webhooks/:id', async (request, reply) => {
    const id = idFromWire(request.params.id, 'webhook');
    await transaction(db, actorOf(request), (tx) => deleteWebhook(tx, actorOf(request), id));
    return reply.code(204).send();
  });

  scope.post<ById>('/webhooks/:id/rotate', async (request) => {
    const wanted = { id: idFromWire(request.params.id, 'webhook'), access: context, now: clock.now() };
    const rotated = await transaction(db, actorOf(request), (tx) => rotateWebhookSecret(tx, actorOf(request), wanted));
    const previous_secret_until = `${rotated.previousUntil.toISOString().slice(0, 19)}Z`;
    return { ...webhookToWire(rotated.webhook), secret: rotated.secret, previous_secret_until };
  });

  scope.post<ById>('/webhooks/:id/test', async (request) => {
    const pinged = await pingWebhook(context, actorOf(request), idFromWire(request.params.id, 'webhook'));
    const { deliveryId: id, response, error, milliseconds } = pinged;
    return { id, delivered: response !== null && response >= 200 && response < 300, response, error, milliseconds };
  });
}

function registerDeliveries(scope: FastifyInstance, { db }: DialectContext, { actorOf }: Authentication): void {
  scope.get('/webhooks/events', async () =>
    Object.entries(EVENTS).map(([type, description]) => ({ type: eventToWire(type), description })),
  );

  scope.get<ById>('/webhooks/:id/events', async (request) => {
    const webhookId = idFromWire(request.params.id, 'webhook');
    const filter = { webhookId, ...historyFromWire(request.query) };
    return (await listDeliveries(db, actorOf(request), filter)).map(deliveryToWire);
  });

  scope.get<ById>('/webhooks/events/:id', async (request) =>
    deliveryWithLogToWire(await getDelivery(db, actorOf(request), request.params.id)),
  );

  scope.post<ById>('/webhooks/events/:id/redeliver', async (request) => {
    const actor = actorOf(request);
    const { delivery } = await getDelivery(db, actor, request.params.id);
    return deliveryToWire(await transaction(db, actor, (tx) => redeliver(tx, actor, delivery.id)));
  });

  scope.post<ById>('/webhooks/:id/redrive', async (request) => {
    const actor = actorOf(request);
    const { id: webhookId } = await getWebhook(db, actor, idFromWire(request.params.id, 'webhook'));
    const range = { webhookId, ...redriveFromWire(request.body) };
    return { redriven: await transaction(db, actor, (tx) => redrive(tx, actor, range)) };
  });
}
