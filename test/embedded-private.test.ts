// What the database server that comes with Kith keeps to itself: rows out of its log, and the network out of its files.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { type EmbeddedDatabase, startEmbedded } from '../src/db/embedded/start-embedded.ts';
import { removeDirectory, temporaryDirectory } from './support/kith-process.ts';

const directories: string[] = [];
const started: EmbeddedDatabase[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((database) => database.stop()));
  await Promise.all(directories.splice(0).map(removeDirectory));
});

async function directoryForData(): Promise<string> {
  const directory = await temporaryDirectory('private');
  directories.push(directory);
  return directory;
}

async function start(dataDir: string): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ dataDir, log: () => undefined });
  started.push(database);
  return database;
}

async function query(connection: EmbeddedDatabase['connection'], text: string): Promise<unknown[][]> {
  const client = new Client({ ...connection });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query({ text, rowMode: 'array' })).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

test('writes down nothing that a statement was about', async () => {
  const dataDir = join(await directoryForData(), 'data');
  const database = await start(dataDir);
  await query(database.connection, 'create table person (name text primary key, age int, note jsonb)');
  const wrong = [
    "insert into person values ('Zebedee'), ('Zebedee')",
    "select 'Zebedee'::bigint",
    "select '{Zebedee'::jsonb",
    "insert into person (name, age) values ('Zebedee', 1 / 0)",
    "do $$ begin raise warning 'Zebedee'; raise exception 'Zebedee' using detail = 'Zebedee', hint = 'Zebedee'; end $$",
    "select * from zebedee where name = 'Zebedee'",
    "update person set name = 'Zebedee' where name = (select name from person, pg_sleep(0) limit 1) and 1 / 0 = 1",
  ];
  const outcomes = await Promise.allSettled(wrong.map((text) => query(database.connection, text)));
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(5);
  // A connection that is ended while it works is written down, with what it worked on unless told otherwise.
  const dying = query(database.connection, "select 'Zebedee', pg_sleep(30)").catch(String);
  const kill =
    "select count(pg_terminate_backend(pid))::int from pg_stat_activity where query like '%pg_sleep(30)' and pid <> pg_backend_pid()";
  await expect.poll(() => query(database.connection, kill)).toEqual([[1]]);
  await dying;
  const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
  expect(log).toContain('terminating connection');
  expect(log).not.toMatch(/zebedee/i);
});

test('trusts nobody over the network, also in a cluster of an earlier version', async () => {
  const dataDir = join(await directoryForData(), 'data');
  const rules = join(dataDir, 'postgres', 'pg_hba.conf');
  const trusted = () =>
    readFileSync(rules, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('trust'))
      .map((line) => line.split(/\s+/)[0]);
  const first = await start(dataDir);
  expect(trusted()).toEqual(['local', 'local']);
  await first.stop();
  const { uid, gid, mode } = statSync(rules);
  const earlier = ['host all all 127.0.0.1/32 trust', 'hostnossl\tall\tall\t::1/128\ttrust', 'local all all trust'];
  writeFileSync(rules, `${earlier.join('\n')}\n`);
  const second = await start(dataDir);
  expect(trusted()).toEqual(['local']);
  expect(readFileSync(rules, 'utf8')).toContain('host all all 127.0.0.1/32 reject');
  expect(statSync(rules)).toMatchObject({ uid, gid, mode });
  expect(await query(second.connection, 'select 1')).toEqual([[1]]);
});
