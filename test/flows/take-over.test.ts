// Who signs up with an address has not proven that it is theirs: when the organization takes the record over as one of its
// people, what opened it before opens nothing (docs/decisions/0018).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, caller, cookieOf } from '../contract/luminate/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { type OhoClient, ohoClient } from '../support/oho-client.ts';

let kith: TestKith;
let api: Caller;
let oho: OhoClient;
beforeAll(async () => {
  kith = await startKith();
  api = caller(kith);
  oho = ohoClient(kith.url, kith.basic);
});
afterAll(() => kith.stop());

const PASSWORD = 'a stranger chose this one';
let number = 0;

async function stranger() {
  number += 1;
  const email = `employee${number}@riverbend.example`;
  const fields = { 'name.first': 'Kim', 'name.last': 'Lee', primary_email: email };
  const account = { user_name: `stranger${number}`, user_password: PASSWORD };
  const created = await api.client('create', { ...fields, ...account });
  const id = Number(created.body.cons_id);
  const login = () => api.client('login', { user_name: account.user_name, password: PASSWORD });
  const signedOn = await login();
  expect(Number(signedOn.body.cons_id)).toBe(id);
  return { id, email, login, cookie: cookieOf(signedOn) };
}

const person = (email: string) => ({ first_name: 'Kim', last_name: 'Lee', email });

test.each<[string, (known: { id: number; email: string }) => Promise<unknown>]>([
  ['ensure_exists', ({ email }) => oho.post('/api/constituents/ensure_exists', person(email))],
  ['bulk_ensure', ({ email }) => oho.post('/api/constituents/bulk_ensure', { constituents: [person(email)] })],
  ['a change of active', ({ id }) => oho.patch(`/api/constituents/${id}`, { active: true })],
  ['a check by id', ({ id }) => oho.post('/api/scan', { ...scan(), constituent: { id } })],
  ['a check with the person', ({ email }) => oho.post('/api/scan', { ...scan(), constituent: person(email) })],
])('%s ends the sign-on', async (_what, takeOver) => {
  const known = await stranger();
  await takeOver(known);
  expect((await oho.get(`/api/constituents/${known.id}`)).body.active).toBe(true);
  expect((await known.login()).root).toBe('errorResponse');
  expect((await api.client('getUser', {}, known.cookie)).root).toBe('errorResponse');
});

test('who was taken over and sets a password later keeps it', async () => {
  const known = await stranger();
  await oho.patch(`/api/constituents/${known.id}`, { active: true });
  await api.server('update', { cons_id: String(known.id), user_password: 'set by the organization' });
  await oho.patch(`/api/constituents/${known.id}`, { active: false });
  await oho.post('/api/constituents/ensure_exists', person(known.email));
  const login = await api.client('login', { user_name: `stranger${number}`, password: 'set by the organization' });
  expect(Number(login.body.cons_id)).toBe(known.id);
});

function scan() {
  return { type: 'sawwc', identifier: `S${number}`, first_name: 'Kim', surname: 'Lee' };
}
