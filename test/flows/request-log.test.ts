// What the log says about a request: who, and why it was refused; never what was sent.

import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIntegration } from '../../src/core/integrations/integration.ts';
import { transaction } from '../../src/db/transaction.ts';
import { buildServer } from '../../src/http/server.ts';
import { ADMIN_PASSWORD, startKith, type TestKith } from '../support/kith.ts';
import { basic } from '../support/oho-client.ts';
import { addUser, operator } from '../support/records.ts';

let kith: TestKith;
let url: string;
let close: () => Promise<void>;
const lines: Record<string, unknown>[] = [];
beforeAll(async () => {
  kith = await startKith();
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const server = await buildServer({ ...kith.app, log });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
  close = () => server.close();
});
afterAll(async () => {
  await close();
  await kith.stop();
});

async function lineOf(path: string, init: RequestInit = {}) {
  const answer = await fetch(url + path, init);
  await answer.text();
  const id = answer.headers.get('x-request-id');
  expect(id).toMatch(/^[\da-f-]{36}$/);
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const own = () => lines.find((line) => line.reqId === id && line.msg === 'request');
  await expect.poll(own).toBeDefined();
  return own();
}

const organization = () => kith.organization.id;
const json = { 'content-type': 'application/json' };

test('requests that succeed name the organization and the key or user', async () => {
  expect(await lineOf('/api/v1/groups', { headers: kith.lgl })).toMatchObject({
    status: 200,
    organization: organization(),
    key: expect.any(Number),
  });
  expect(await lineOf('/api/webhooks', { headers: kith.basic })).toMatchObject({
    organization: organization(),
    user: expect.any(Number),
  });
  expect(await lineOf('/health')).not.toHaveProperty('organization');
});

test.each([
  ['no key', '/api/v1/groups', {}, 401, 'unauthenticated: no_credentials'],
  ['not JSON', '/api/constituents', { method: 'POST', headers: 'oho', body: '{' }, 400, 'invalid: malformed_json'],
  ['nobody', '/api/v1/constituents/999999', { headers: 'lgl' }, 404, 'not-found: constituent'],
  ['Luminate', '/site/CRConsAPI?method=x&api_key=wrong', { method: 'POST' }, 403, 'unauthenticated: api_key'],
  ['a link', '/c/1-unknown', {}, 404, 'not-found: link_unknown'],
  ['no path', '/api/nothing/zoe@x.example', { headers: 'oho' }, 404, 'not-found: path'],
] as const)('%s is logged with its reason', async (_name, path, init, status, reason) => {
  const { headers, ...rest } = init as { headers?: 'oho' | 'lgl'; method?: string; body?: string };
  const own = headers === 'oho' ? kith.basic : headers === 'lgl' ? kith.lgl : {};
  expect(await lineOf(path, { ...rest, headers: { ...json, ...own } })).toMatchObject({ status, reason });
});

test('who may not is logged with what is missing', async () => {
  const email = 'reader@riverbend.example';
  const id = await addUser(kith, { email, role: 'data_viewer' });
  const headers = { ...json, ...basic(email, ADMIN_PASSWORD) };
  const refused = await lineOf('/api/constituents', {
    method: 'POST',
    headers,
    body: '{"first_name":"A","last_name":"B","email":"ab@example.org"}',
  });
  expect(refused).toMatchObject({
    status: 403,
    organization: organization(),
    user: id,
    reason: 'forbidden: permission_missing',
  });
});

test('nothing that was sent is in the log', () => {
  expect(JSON.stringify(lines)).not.toMatch(/zoe|wrong|ab@|reader@|CRConsAPI\?|Bearer|Basic /);
});

test('the secret address of an integration is in no line', async () => {
  const actor = operator(kith);
  const input = { name: 'Shop', savesItself: true };
  const { address } = await transaction(kith.app.db, actor, (tx) => createIntegration(tx, actor, input));
  const post = (path: string) => lineOf(path, { method: 'POST', body: 'email=zoe@x.example&deceased=perhaps' });
  expect(await post(`/integrations/${address}/listener`)).toMatchObject({
    ...{ status: 200, organization: organization(), route: '/integrations/:address/listener' },
    reason: 'invalid: yes_or_no',
  });
  expect(await post(`/integrations/${address}0/listener`)).toMatchObject({ status: 404 });
  expect(JSON.stringify(lines)).not.toContain(address);
});
