// Who asks for the whole list and does not read it holds no database connection, so nobody waits for them.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../support/kith.ts';
import { openSocket } from '../support/raw-client.ts';
import { sql } from '../support/sql.ts';

const PEOPLE = 30_000;
const POOL = 4;

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith({ config: { poolSize: POOL } });
  const run = (text: string) => kith.app.db.all(sql(text));
  await run(`insert into constituents (organization_id, first_name, last_name, date_added, active)
    select organization_id, 'First' || i, repeat('Last', 50), '2026-01-01', true from organizations, generate_series(1, ${PEOPLE}) i`);
  await run('analyze');
}, 120_000);
afterAll(() => kith.stop());

test.each(['/api/constituents', '/api/constituents?active=true'])('%s', { timeout: 60_000 }, async (path) => {
  const sockets = await Promise.all(Array.from({ length: 5 * POOL }, () => openSocket(kith.url)));
  const head = `GET ${path} HTTP/1.1\r\nHost: kith.example\r\nAuthorization: ${kith.basic.authorization}\r\n\r\n`;
  const started = sockets.map((socket) => new Promise((resolve) => socket.once('readable', resolve)));
  for (const socket of sockets) socket.write(head);
  await Promise.all(started);
  // Everybody has the beginning of the list and reads no more: all connections are free again.
  await expect.poll(() => kith.app.db.pool().idleCount, { timeout: 30_000 }).toBe(kith.app.db.pool().totalCount);
  const stranger = await fetch(`${kith.url}/api/v1/constituents?limit=1`, { headers: kith.lgl });
  expect(stranger.status).toBe(200);
  for (const socket of sockets) socket.destroy();
});

test('everybody is in the list once, in the order of ids', { timeout: 60_000 }, async () => {
  const list = (await (await fetch(`${kith.url}/api/constituents`, { headers: kith.basic })).json()) as {
    id: number;
  }[];
  const ids = list.map(({ id }) => id);
  expect(new Set(ids).size).toBe(PEOPLE);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
});
