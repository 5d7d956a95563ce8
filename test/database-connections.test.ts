// What holds on a connection whatever lies between Kith and its database, and ids that outlive a crash of it.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connect, type Db } from '../src/db/connect.ts';
import { Pulse } from '../src/db/pulse.ts';
import { NOBODY, transaction } from '../src/db/transaction.ts';
import { type Network, startNetwork } from './support/network.ts';
import { embeddedPrograms, type OwnServer, startOwnServer } from './support/own-server.ts';
import { sql } from './support/sql.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let server: OwnServer;
let network: Network;
let db: Db;
beforeAll(async () => {
  server = await startOwnServer(await embeddedPrograms());
  await server.administer(`alter database people set timezone to 'Asia/Karachi'`);
  await server.administer(`alter database people set datestyle to 'SQL, DMY'`);
  network = await startNetwork(server.port, withoutParameters);
  const url = server.url.replace(`:${server.port}`, `:${network.port}`);
  db = connect({ connectionString: url }, 4);
});
afterAll(async () => {
  await db.close();
  await network.stop();
  await server.stop();
});

/** A start-up message with nothing in it but user and database, as some poolers make them. */
function withoutParameters(message: Buffer): Buffer {
  const words = message.subarray(8).toString('utf8').split('\0');
  const kept = ['user', 'database'].flatMap((name) => [name, words[words.indexOf(name) + 1] ?? '']);
  const body = Buffer.from(`${kept.join('\0')}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(message.readInt32BE(4), 4);
  return Buffer.concat([head, body]);
}

const all = (text: string) => db.all<Record<string, unknown>>(sql(text));

test('time zone, style and limits hold where start-up parameters are dropped', async () => {
  expect(
    await all(
      `select '2026-01-15 10:00:00+00'::timestamptz as at, '2026-02-01'::timestamptz as local, date '2026-02-01' as day`,
    ),
  ).toEqual([{ at: '2026-01-15T10:00:00.000Z', local: '2026-02-01T00:00:00.000Z', day: '2026-02-01' }]);
  expect(await all('show statement_timeout')).toEqual([{ statement_timeout: '1min' }]);
});

test('ids that were taken are not given again after a crash', async () => {
  await all('create sequence taken_id_seq');
  // After this checkpoint, writes are in PostgreSQL's log alone.
  await server.administer('checkpoint');
  // An id that an open transaction took is made durable together with the others, or not at all.
  const held = await db.connection();
  await held.query('begin');
  await held.query(`select nextval('taken_id_seq')`);
  const before = await db.takeIds('taken_id_seq', 3);
  await server.end('SIGKILL');
  held.release(true);
  await server.start();
  db.ids.forget();
  const after = await db.takeIds('taken_id_seq', 3);
  expect(Math.min(...after)).toBeGreaterThan(Math.max(...before));
});

test('what a transaction fetched is used by others only when it has committed', async () => {
  db.ids.forget();
  let taken: number[] = [];
  await transaction(db, NOBODY, async (tx) => {
    taken = await tx.takeIds('taken_id_seq', 1);
    throw new Error('no');
  }).catch(() => undefined);
  const fetched = await db.takeIds('taken_id_seq', 1);
  expect(fetched[0]).toBeGreaterThan((taken[0] ?? 0) + 31);
  db.ids.forget();
  const first = await transaction(db, NOBODY, (tx) => tx.takeIds('taken_id_seq', 1));
  expect(await db.takeIds('taken_id_seq', 1)).toEqual([(first[0] ?? 0) + 1]);
});

test('a database that is silent: what waits fails within seconds, what comes then at once, and it is told of once', async () => {
  const [error, info] = [vi.fn(), vi.fn()];
  const pulse = new Pulse(db, { error, info });
  await pulse.one(sql('select 1 as ok'));
  const unavailable = { kind: 'unavailable', code: 'database_unreachable' };
  const waiting = expect(all('select pg_sleep(50)')).rejects.toMatchObject(unavailable);
  network.cut();
  await waiting;
  const asked = vi.fn();
  await Promise.race([all('select 1').catch(asked), new Promise((resolve) => setImmediate(resolve))]);
  expect(asked).toHaveBeenCalled();
  await expect(transaction(db, NOBODY, (tx) => tx.all(sql('select 1')))).rejects.toMatchObject(unavailable);
  network.restore();
  await expect.poll(() => info.mock.calls.length, { timeout: 20_000 }).toBe(1);
  expect(await all('select 1 as ok')).toEqual([{ ok: 1 }]);
  expect(error.mock.calls.map(([, message]) => message)).toEqual(['the database was lost']);
  await pulse.stop();
});
