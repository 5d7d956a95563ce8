// What was answered with success is there after the power goes: server and database are killed in the middle of a stream
// of creates, and started again on the same data.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { databasePid, removeDirectory, runKith, startServing, temporaryDirectory } from '../support/kith-process.ts';

// Every step starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const WRITERS = 6;
/** Acknowledged creates to wait for before the kill. */
const ENOUGH = 60;

let parent: string;
let env: { KITH_DATA_DIR: string };
let headers: Record<string, string>;
beforeAll(async () => {
  parent = await temporaryDirectory('kill');
  env = { KITH_DATA_DIR: join(parent, 'data') };
  const options = ['--name', 'Riverbend School', '--slug', 'riverbend', '--email', 'admin@riverbend.example'];
  const { stdout } = await runKith(['setup', ...options, '--password', 'a secret of the tests', '--json'], env);
  headers = { authorization: `Bearer ${JSON.parse(stdout).lgl.access_token}`, 'content-type': 'application/json' };
});
afterAll(async () => {
  await runKith(['doctor'], env);
  await removeDirectory(parent);
});

/** A person with something in every kind of nested list (docs/contracts/lgl.md §3.2). */
function person(key: string, classType: number | undefined) {
  return {
    first_name: 'Zoë',
    last_name: `Survivor ${key}`,
    external_constituent_id: key,
    email_addresses: [{ address: `${key}@example.org` }, { address: `${key}@example.net`, email_type_name: 'Work' }],
    phone_numbers: [{ number: '(312) 555-0100' }, { number: '312 555 0101', phone_type_name: 'Mobile' }],
    street_addresses: [{ street: '1 Main Street', city: 'Riverbend', postal_code: '60601' }],
    web_addresses: [{ url: `https://example.org/${key}` }],
    class_affiliations: [{ class_affiliation_type_id: classType, year: 2031, note: key }],
    categories: [{ key: 'tags', keywords: [{ name: 'Gala' }, { name: `Own ${key}` }] }],
    groups: [{ group_name: 'Volunteer' }],
    memberships: [{ membership_level_name: 'Friend', date_start: '2026-01-01' }],
  };
}

/** How many elements of each list a whole person has. */
const WHOLE = {
  email_addresses: 2,
  phone_numbers: 2,
  street_addresses: 1,
  web_addresses: 1,
  class_affiliations: 1,
  categories: 1,
  groups: 1,
  memberships: 1,
};

interface Shown {
  readonly id: number;
  readonly external_constituent_id: string;
  readonly categories: { readonly keywords: readonly unknown[] }[];
  readonly [list: string]: unknown;
}

async function get<Body>(url: string): Promise<Body> {
  const response = await fetch(url, { headers });
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

/** Creates people one after another until the server is gone; notes each that was acknowledged. */
async function write(url: string, prefix: string, acknowledged: Map<string, number>): Promise<void> {
  const types = await get<{ items: { id: number }[] }>(`${url}/api/v1/class_affiliation_types`);
  for (let count = 0; ; count += 1) {
    const key = `${prefix}-${count}`;
    try {
      const body = JSON.stringify(person(key, types.items[0]?.id));
      const response = await fetch(`${url}/api/v1/constituents`, { method: 'POST', headers, body });
      if (response.status !== 200) return;
      acknowledged.set(key, ((await response.json()) as Shown).id);
    } catch {
      return;
    }
  }
}

/** Everybody on record, whole. */
async function readAll(url: string): Promise<Shown[]> {
  const { items } = await get<{ items: { id: number }[] }>(`${url}/api/v1/constituents?limit=100000`);
  const people: Shown[] = [];
  for (const { id } of items) people.push(await get<Shown>(`${url}/api/v1/constituents/${id}`));
  return people;
}

const acknowledged = new Map<string, number>();

test.each([
  ['server and database', true],
  ['the server alone', false],
])('%s killed: every acknowledged person is there once and whole', async (what, withDatabase) => {
  const server = await startServing(env);
  const before = acknowledged.size;
  const prefix = withDatabase ? 'both' : 'server';
  const writing = Array.from({ length: WRITERS }, (_, index) => write(server.url, `${prefix}-${index}`, acknowledged));
  await expect.poll(() => acknowledged.size - before, { timeout: 60_000, interval: 20 }).toBeGreaterThan(ENOUGH);
  const database = await databasePid(env.KITH_DATA_DIR);
  if (database === undefined) throw new Error(`there is no database to kill with ${what}`);
  if (withDatabase) process.kill(database, 'SIGKILL');
  await server.stop('SIGKILL');
  await Promise.all(writing);

  const again = await startServing(env);
  const people = await readAll(again.url);
  const ids = new Map(people.map((found) => [found.external_constituent_id, found.id]));
  // As many different keys as people: no person was written twice.
  expect(ids.size).toBe(people.length);
  for (const [key, id] of acknowledged) expect(ids.get(key), key).toBe(id);
  // One more for each writer may have been committed without the answer getting through.
  expect(people.length).toBeLessThanOrEqual(acknowledged.size + 2 * WRITERS);
  for (const found of people) {
    const sizes = Object.keys(WHOLE).map((list) => [list, (found[list] as unknown[]).length]);
    expect(Object.fromEntries(sizes), found.external_constituent_id).toEqual(WHOLE);
    expect(found.categories[0]?.keywords).toHaveLength(2);
  }
  expect(await again.stop()).toBe(0);
});
