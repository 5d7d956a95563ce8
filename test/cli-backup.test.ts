// `kith backup`, `kith restore`: everything in one file, which proves that it can be read.
import { randomUUID } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { connect } from '../src/db/connect.ts';
import { databaseUrl } from './support/database-url.ts';
import {
  type Installation,
  removeDirectory,
  runKith,
  startServing,
  temporaryDirectory,
  temporaryInstallation,
} from './support/kith-process.ts';
import { Chance } from './support/made-people.ts';
import { sql } from './support/sql.ts';

/** Milliseconds: each command starts a program and a database. */
const SLOW = 180_000;

let installation: Installation;
let directory: string;
let plain: string;
let key: string;
beforeAll(async () => {
  installation = await temporaryInstallation('backup');
  directory = await temporaryDirectory('backup-files');
  plain = join(directory, 'plain.kith');
  const options = ['--name', 'Riverbend', '--slug', 'riverbend', '--email', 'a@riverbend.example'];
  const setup = await runKith(['setup', ...options, '--password', 'a secret of the tests', '--json'], installation.env);
  key = JSON.parse(setup.stdout).native.access_token;
  const people = Array.from(
    { length: 60 },
    (_, at) => `Kim${at},Backupby,kim${at}@back.example,"${at} Oak Street\nSuite \\N"`,
  );
  const csv = join(directory, 'people.csv');
  await writeFile(csv, ['First,Last,Email,Street', ...people].join('\n'));
  expect((await runKith(['import', csv, '--json'], installation.env)).code).toBe(0);
  await writeFile(join(directory, 'passphrase'), 'correct horse battery\n');
  expect((await runKith(['backup', '--to', plain], installation.env)).code).toBe(0);
}, SLOW);
afterAll(async () => {
  await installation.remove();
  await removeDirectory(directory);
});

const passphrase = () => ['--passphrase-file', join(directory, 'passphrase')];

async function peopleAt(url: string) {
  const response = await fetch(`${url}/v1/constituents?limit=1000&total=exact`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return (await response.json()) as { total: number; data: { id: number; last_name: string }[] };
}

test(
  'a backup is made while the server works, and is restored into a new installation',
  async () => {
    const server = await startServing(installation.env);
    const backup = join(directory, 'online.kith');
    const made = await runKith(['backup', '--to', backup, ...passphrase(), '--json'], installation.env);
    expect(made.code).toBe(0);
    expect(JSON.parse(made.stdout)).toMatchObject({ encrypted: true, file: backup });
    expect((await stat(backup)).mode & 0o077).toBe(0);
    const before = await peopleAt(server.url);
    await server.stop();
    const fresh = await temporaryInstallation('restored');
    const restored = await runKith(['restore', backup, ...passphrase(), '--json'], fresh.env);
    expect({ code: restored.code, stderr: restored.stderr }).toEqual({ code: 0, stderr: '' });
    const again = await startServing(fresh.env);
    const after = await peopleAt(again.url);
    expect(after).toEqual(before);
    expect(after.total).toBe(60);
    // The secret came with it: the key opens it. Ids go on behind those of the backup, and triggers count again.
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ first_name: 'New', last_name: 'Person' });
    const response = await fetch(`${again.url}/v1/constituents`, { method: 'POST', headers, body });
    const { id } = (await response.json()) as { id: number };
    expect(id).toBeGreaterThan(Math.max(...before.data.map((person) => person.id)));
    expect((await peopleAt(again.url)).total).toBe(61);
    await again.stop();
    const full = await runKith(['restore', backup, ...passphrase()], fresh.env);
    expect(full).toMatchObject({ code: 1, stderr: expect.stringContaining('restore into an empty one') });
    await fresh.remove();
  },
  SLOW,
);

test(
  'a backup of the embedded database is restored into a server of one’s own',
  async () => {
    const host = inject('databaseHost');
    const name = `kith_${randomUUID().replaceAll('-', '')}`;
    const maintenance = connect({ connectionString: databaseUrl(host, 'kith') }, 1);
    await maintenance.all(sql(`create database ${name}`));
    const url = databaseUrl(host, name);
    const env = { ...installation.env, DATABASE_URL: url };
    const restored = await runKith(['restore', plain], env);
    expect({ code: restored.code, stderr: restored.stderr }).toEqual({ code: 0, stderr: '' });
    const own = connect({ connectionString: url }, 1);
    const [row] = await own.all<{ people: number; keys: number; off: number }>(
      sql(`select (select count(*) from constituents) as people,
      (select count(*) from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and not convalidated) as keys,
      (select count(*) from pg_trigger where not tgisinternal and tgenabled = 'D') as off`),
    );
    expect(row).toEqual({ people: 60, keys: 0, off: 0 });
    await own.close();
    await maintenance.all(sql(`drop database ${name}`));
    await maintenance.close();
  },
  SLOW,
);

test(
  'a drill restores it and compares every table',
  async () => {
    const verified = await runKith(['backup', 'verify', plain, '--restore', '--json'], installation.env);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(verified.stdout)).toMatchObject({ restored: true });
  },
  SLOW,
);

test(
  'a damaged byte anywhere is noticed, and so is an end that was cut off or added to',
  async () => {
    const whole = await readFile(plain);
    const chance = new Chance(7);
    const damaged = join(directory, 'damaged.kith');
    const { readBackup } = await import('../src/db/backup/read-backup.ts');
    const { createReadStream } = await import('node:fs');
    const check = async (bytes: Buffer) => {
      await writeFile(damaged, bytes);
      return readBackup(createReadStream(damaged), {}).then(
        () => 'whole',
        () => 'damaged',
      );
    };
    expect(await check(whole)).toBe('whole');
    for (let turn = 0; turn < 200; turn += 1) {
      const copy = Buffer.from(whole);
      const at = chance.below(copy.length);
      copy[at] = copy[at]! ^ (1 << chance.below(8));
      expect(`${at} ${await check(copy)}`).toBe(`${at} damaged`);
    }
    expect(await check(whole.subarray(0, whole.length - 1))).toBe('damaged');
    expect(await check(whole.subarray(0, whole.length >> 1))).toBe('damaged');
    expect(await check(Buffer.concat([whole, Buffer.from('x')]))).toBe('damaged');
    const { code, stderr } = await runKith(['restore', damaged], {
      ...installation.env,
      KITH_DATA_DIR: join(directory, 'none'),
    });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('damaged') });
    await expect(stat(join(directory, 'none'))).rejects.toThrow();
  },
  SLOW,
);

test(
  'an encrypted backup opens with its passphrase only, and what is none is refused',
  async () => {
    const backup = join(directory, 'sealed.kith');
    expect((await runKith(['backup', '--to', backup, ...passphrase()], installation.env)).code).toBe(0);
    expect((await readFile(backup)).includes('Backupby')).toBe(false);
    const without = await runKith(['backup', 'verify', backup], installation.env);
    expect(without).toMatchObject({ code: 1, stderr: expect.stringContaining('is encrypted') });
    const other = join(directory, 'other');
    await writeFile(other, 'another passphrase\n');
    const wrong = await runKith(['backup', 'verify', backup, '--passphrase-file', other], installation.env);
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('passphrase') });
    const none = await runKith(['backup', 'verify', join(directory, 'people.csv')], installation.env);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('no backup of Kith') });
  },
  SLOW,
);
