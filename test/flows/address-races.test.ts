// Who gives people new e-mail addresses through two contracts at once: every call is answered, and none waits for an address
// while it holds a person, or two could wait for each other.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, caller } from '../contract/luminate/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { type OhoClient, ohoClient } from '../support/oho-client.ts';

let kith: TestKith;
let luminate: Caller;
let oho: OhoClient;
let other: pg.Client;
beforeAll(async () => {
  kith = await startKith({ sandbox: true });
  luminate = caller(kith);
  oho = ohoClient(kith.url, kith.basic);
  other = new pg.Client({ connectionString: kith.app.config.migrateUrl ?? '' });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await kith.stop();
});

async function person(email: string): Promise<number> {
  return (await oho.post('/api/constituents', { first_name: 'Kim', last_name: 'Lee', email })).body.id;
}

const viaOho = (id: number, email: string) => oho.patch(`/api/constituents/${id}`, { email });
const viaLuminate = (id: number, email: string) =>
  luminate.server('update', { cons_id: String(id), 'email.primary_address': email });
const viaScan = (id: number, email: string) => {
  const scan = { type: 'vicwwc', identifier: `S${id}`, first_name: 'Kim', surname: 'Lee', email };
  return oho.post('/api/scan', { ...scan, constituent: { id } });
};

test('80 swaps of two addresses through two contracts', { timeout: 60_000 }, async () => {
  const addresses = ['one@swap.example', 'two@swap.example', 'three@swap.example'] as const;
  const ids = [await person(addresses[0]), await person(addresses[1])] as const;
  const change = (n: number) => {
    const id = ids[(n >> 1) % 2 === 0 ? 0 : 1];
    return (n % 2 === 0 ? viaOho : viaLuminate)(id, addresses[n % 3] ?? '');
  };
  const answers = await Promise.all(Array.from({ length: 80 }, (_, n) => change(n)));
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  expect(answers.some(({ status }) => status === 200)).toBe(true);
  const held = await Promise.all(ids.map(async (id) => (await oho.get(`/api/constituents/${id}`)).body.email));
  expect(new Set(held).size).toBe(2);
});

const rowsHeld = async (id: number) => {
  await other.query('savepoint before_row');
  const found = await other
    .query('select from constituents where id = $1 for no key update nowait', [id])
    .catch((error: { code?: string }) => error.code);
  await other.query('rollback to savepoint before_row');
  return found === '55P03';
};

const waiting = async () =>
  (await other.query(`select from pg_locks where locktype = 'advisory' and not granted`)).rowCount ?? 0;

test.each([
  ['Oho', viaOho],
  ['Luminate', viaLuminate],
  ['a check of Oho', viaScan],
] as const)('%s waits for an address without holding the person', async (name, change) => {
  const slug = name.replaceAll(' ', '-').toLowerCase();
  const id = await person(`${slug}@before.example`);
  const email = `${slug}@after.example`;
  await other.query('begin');
  await other.query(`select pg_advisory_xact_lock(hashtextextended('email:' || $1 || ':' || $2, 0))`, [
    kith.organization.id,
    email,
  ]);
  const answer = change(id, email);
  await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
  expect(await rowsHeld(id)).toBe(false);
  await other.query('rollback');
  expect((await answer).status).toBeLessThan(300);
  expect((await oho.get(`/api/constituents/${id}`)).body.email).toBe(email);
});
