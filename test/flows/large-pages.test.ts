// A page of many records is read and written in pieces: the same bytes as if it was made at once, and whoever else asks
// something meanwhile is answered meanwhile.
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { populate } from '../../bench/populate.ts';
import { recordStatements } from '../../bench/statements.ts';
import { buildServer } from '../../src/http/server.ts';
import { type Client, lglClient } from '../contract/lgl/client.ts';
import { caller } from '../contract/luminate/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';

const PEOPLE = 2_000;
/** Records that are read at once. */
const PIECE = 200;
const EXPAND =
  'expand=class_affiliations,constituent_relationships,street_addresses,phone_numbers,email_addresses,web_addresses,categories,groups,memberships,custom_attrs';

let kith: TestKith;
let server: FastifyInstance;
let lgl: Client;
beforeAll(async () => {
  kith = await startKith();
  server = await buildServer(kith.app);
  lgl = lglClient(kith.url, kith);
  const client = new pg.Client({ connectionString: kith.app.config.migrateUrl ?? '' });
  await client.connect();
  await populate(client, kith.organization.id, PEOPLE);
  const group = `insert into groups (organization_id, key, name) values ($1, 'everybody', 'Everybody') returning id`;
  const { id } = (await client.query(group, [kith.organization.id])).rows[0];
  await client.query(
    `insert into group_memberships (organization_id, constituent_id, group_id, is_current)
     select organization_id, id, $2, true from constituents where organization_id = $1`,
    [kith.organization.id, id],
  );
  await client.query(
    `insert into notes (organization_id, constituent_id, text, original_date)
     select organization_id, id, 'Note of ' || id, '2026-01-01' from constituents where organization_id = $1`,
    [kith.organization.id],
  );
  await client.end();
}, 120_000);
afterAll(async () => {
  await server.close();
  await kith.stop();
});

/** The bytes that the page must have, put together from pages of one piece each. */
async function expected(path: string, page: { text: string }): Promise<string> {
  const items: unknown[] = [];
  for (let offset = 0; offset < PEOPLE; offset += PIECE) {
    items.push(...(await lgl.get(`${path}limit=${PIECE}&offset=${offset}`)).body.items);
  }
  return JSON.stringify({ ...JSON.parse(page.text), items });
}

test.each([
  `/constituents?${EXPAND}&`,
  '/constituents?',
  `/constituents/search?q[]=${encodeURIComponent('eaddr=people.example')}&expand=groups&`,
  `/constituents/search?sort=${encodeURIComponent('date_updated!')}&`,
  '/notes?',
])('%s is the same in one page as in ten', async (path) => {
  const page = await lgl.get(`${path}limit=10000`);
  expect(page.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(page.body).toMatchObject({ items_count: PEOPLE, total_items: PEOPLE, limit: 10_000, offset: 0 });
  expect(page.text).toBe(await expected(path, page));
});

test.each([PIECE - 1, PIECE, PIECE + 1])('a page of %i has a next one', async (limit) => {
  const { body } = await lgl.get(`/constituents?limit=${limit}`);
  expect(body.items).toHaveLength(limit);
  expect(body.next_item).toBe(limit);
  expect(body.next_link).toBe(`${kith.url}/api/v1/constituents?limit=${limit}&offset=${limit}`);
});

/** How many records the statements of a request asked for, each. */
async function recordsAtOnce(path: string, method: 'GET' | 'POST' = 'GET', payload?: string): Promise<number[]> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = payload === undefined ? {} : { body: payload };
  const call = { method, path, headers: payload === undefined ? kith.lgl : form, ...body };
  const { status, statements } = await recordStatements(server, call);
  expect(status).toBe(200);
  return statements.flatMap(({ values }) => values.filter(Array.isArray).map((ids) => ids.length));
}

test('no statement reads more records than a piece', async () => {
  const pieces = Array.from({ length: PEOPLE / PIECE }, () => PIECE);
  expect(await recordsAtOnce(`/api/v1/constituents?limit=10000&${EXPAND}`)).toEqual(pieces);
  const group = (await lgl.get('/groups')).body.items.find(({ name }: { name: string }) => name === 'Everybody');
  const fields = { method: 'getGroupMembers', group_id: String(group.id), max_number: '1000' };
  const query = new URLSearchParams({ ...caller(kith).serverFields, ...fields }).toString();
  expect(await recordsAtOnce('/site/SRConsAPI', 'POST', query)).toEqual(pieces.slice(0, 1_000 / PIECE));
});

test('others are answered while a page leaves', async () => {
  const page = await fetch(`${kith.url}/api/v1/constituents?limit=10000&${EXPAND}`, { headers: kith.lgl });
  const reader = (page.body as ReadableStream<Uint8Array>).getReader();
  let left = true;
  let answered = 0;
  const others = async () => {
    for (; left; answered += 1) await lgl.get('/constituents?limit=1');
  };
  const asking = others();
  let first = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) first ||= piece.value.length;
  left = false;
  await asking;
  expect(first).toBeGreaterThan(0);
  expect(answered).toBeGreaterThanOrEqual(PEOPLE / PIECE);
});
