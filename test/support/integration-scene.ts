// An integration as `kith integration add` makes one, with what posts to it and shows its queue.
import {
  createIntegration,
  type IntegrationInput,
  updateIntegration,
} from '../../src/core/integrations/integration.ts';
import { listPosts } from '../../src/core/integrations/queue.ts';
import { transaction } from '../../src/db/transaction.ts';
import type { Tenant, TestKith } from './kith.ts';
import { operator } from './records.ts';

type Body = Readonly<Record<string, unknown>>;

export async function addIntegrationTo(kith: TestKith, input: IntegrationInput = {}, tenant: Tenant = kith) {
  const actor = operator(tenant);
  const { db } = kith.app;
  const { id, address } = await transaction(db, actor, (tx) =>
    createIntegration(tx, actor, { name: 'Shop', ...input }),
  );
  const listener = `${kith.url}/integrations/${address}/listener`;
  const send = (init: RequestInit) => fetch(listener, { method: 'POST', ...init });
  return {
    ...{ id, address, listener, send },
    post: (body: Body) => send({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    change: (changes: IntegrationInput) =>
      transaction(db, actor, (tx) => updateIntegration(tx, actor, { id, input: changes })),
    queue: (all = false) => listPosts(db, actor, { integrationId: id, all, limit: 1000 }),
  };
}
