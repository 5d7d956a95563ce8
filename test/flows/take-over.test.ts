// Somebody who signs up with an address has not proven that it is theirs. When the organization enrols the record as one of its
// people, the password of that sign-up stops working (docs/decisions/0018).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, caller, cookieOf } from '../contract/luminate/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { type OhoClient, ohoClient } from '../support/oho-client.ts';
import { sql } from '../support/sql.ts';

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

const lgl = async (method: string, path: string, body: unknown) => {
  const headers = { ...kith.lgl, 'content-type': 'application/json' };
  const answer = await fetch(`${kith.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
};

type Known = Awaited<ReturnType<typeof stranger>>;
type Write = (known: Known) => Promise<unknown>;

const batch =
  (fields: Record<string, string>): Write =>
  ({ email }) =>
    api.server('createOrUpdate', { primary_email: email, ...fields });

test.each<[string, Write]>([
  ['a name by Little Green Light', ({ id }) => lgl('PATCH', `/constituents/${id}`, { first_name: 'Kimberley' })],
  [
    'an id by Little Green Light',
    ({ id }) => lgl('PATCH', `/constituents/${id}`, { external_constituent_id: `X${id}` }),
  ],
  ['an address', ({ id, email }) => lgl('POST', `/constituents/${id}/email_addresses`, { address: `other.${email}` })],
  ['a birth date by a batch', batch({ birth_date: '1980-01-02' })],
  ['a name by a batch', batch({ 'name.last': 'Leigh' })],
  ['a birth date by Oho', ({ id }) => oho.patch(`/api/constituents/${id}`, { date_of_birth: '1980-01-02' })],
])('%s of the organization ends the sign-on of a stranger', async (_what, write) => {
  const known = await stranger();
  await write(known);
  expect((await known.login()).root).toBe('errorResponse');
  expect((await api.client('getUser', {}, known.cookie)).root).toBe('errorResponse');
});

test.each<[string, Write]>([
  ['what is there already', ({ id }) => lgl('PATCH', `/constituents/${id}`, { first_name: 'Kim', last_name: 'Lee' })],
  ['a phone number', ({ id }) => lgl('POST', `/constituents/${id}/phone_numbers`, { number: '0412 345 678' })],
  ['a batch without news', batch({ 'name.first': 'Kim' })],
])('%s ends nothing', async (_what, write) => {
  const known = await stranger();
  await write(known);
  expect(Number((await known.login()).body.cons_id)).toBe(known.id);
});

test('a password of the organization stays when the name is corrected', async () => {
  const known = await stranger();
  const password = 'set by the organization';
  await api.server('update', { cons_id: String(known.id), user_password: password, 'name.last': 'Leigh' });
  await lgl('PATCH', `/constituents/${known.id}`, { first_name: 'Kimberley' });
  const login = await api.client('login', { user_name: `stranger${number}`, password });
  expect(Number(login.body.cons_id)).toBe(known.id);
});

const mailsTo = async (email: string) => {
  const answer = await api.client('login', { send_user_name: 'true', email });
  expect(answer).toMatchObject({ status: 200, root: 'loginResponse' });
  const [row] = await kith.app.db.all(
    sql<{ n: number }>('select count(*) as n from mails where recipient = $1', [email]),
  );
  return row?.n;
};

test('a user name that a stranger chose is mailed once the organization has written the record', async () => {
  const known = await stranger();
  expect(await mailsTo(known.email)).toBe(0);
  await lgl('PATCH', `/constituents/${known.id}`, { first_name: 'Kimberley' });
  expect(await mailsTo(known.email)).toBe(1);
});

test('a user name that is made from the address is mailed', async () => {
  for (const user_name of [undefined, 'address9@riverbend.example']) {
    const email = user_name ?? 'made.from@riverbend.example';
    await api.client('create', { primary_email: email, ...(user_name ? { user_name, user_password: PASSWORD } : {}) });
    expect(await mailsTo(email)).toBe(1);
  }
});
