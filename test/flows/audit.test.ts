// docs/audit.md: whoever has the public key finds every change to what was signed.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

interface Found {
  readonly entries: number;
  readonly blocks: number;
  readonly erased: number;
  readonly faults: readonly string[];
}

interface Verifier {
  verify(lines: Iterable<string>, given: { key: string; held?: object }): Promise<Found>;
}

const SCRIPT = new URL('../../bin/verify-audit.js', import.meta.url);

let kith: TestKith;
let api: Client;
let verifier: Verifier;
let key: string;
let lines: readonly string[];
let firstHead: object;

const exported = async () => {
  const response = await fetch(`${kith.url}/v1/audit/export`, { headers: { authorization: `Bearer ${keyOf(kith)}` } });
  expect(response.headers.get('content-type')).toContain('application/jsonl');
  return (await response.text()).trimEnd().split('\n');
};

beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
  verifier = (await import(SCRIPT.href)) as Verifier;
  for (const name of ['Rivera', 'Okoro', 'Haddad']) {
    await api.send('POST', '/constituents', { first_name: 'Zoë', last_name: name });
    firstHead = (await api.get('/audit/head')).body;
  }
  await api.send('POST', '/constituents', { last_name: 'Lima', external_ids: { payroll: 'E "1" \\ 2' } });
  lines = await exported();
  key = (await api.get('/audit/head')).body.public_key;
});
afterAll(() => kith.stop());

const typeOf = (line: string) => (JSON.parse(line) as { type: string }).type;
const nameOf = (line: string) => {
  const { type, position, sequence } = JSON.parse(line) as Record<string, unknown>;
  return type === 'entry' ? `entry ${position}:` : type === 'block' ? `block ${sequence} ` : '';
};
const faultsOf = async (changed: readonly string[], held?: object) =>
  (await verifier.verify(changed, { key, ...(held && { held }) })).faults;

describe('an export', () => {
  test('is found as it was, with the public key alone', async () => {
    const found = await verifier.verify(lines, { key });
    expect(found).toEqual({
      entries: lines.filter((line) => typeOf(line) === 'entry').length,
      blocks: 4,
      erased: 0,
      faults: [],
    });
    expect(await faultsOf(lines, firstHead)).toEqual([]);
    expect(lines.join('\n')).toContain('Haddad');
    const feed = (await api.get('/changes?limit=1000')).body.data;
    expect(found.entries).toBe(feed.length);
  });

  test('with any byte flipped names where', { timeout: 120_000 }, async () => {
    let tried = 0;
    for (const [at, line] of lines.entries()) {
      const bytes = Buffer.from(line);
      // Each byte of short lines; of long ones every 29th.
      const step = bytes.length < 1_200 ? 1 : 29;
      for (let place = at % step; place < bytes.length; place += step) {
        const flipped = Buffer.from(bytes);
        flipped[place] = (flipped[place] ?? 0) ^ (1 << (place % 8));
        const changed = lines.with(at, flipped.toString('utf8'));
        const faults = await faultsOf(changed);
        tried += 1;
        const name = nameOf(line);
        const names = faults.some((fault) => fault.startsWith(name) || fault.startsWith(`line ${at + 1} `));
        if (faults.length === 0 || (name !== '' && !names))
          expect({ at, place, changed: changed[at], faults }).toBe(`named ${name}`);
      }
    }
    expect(tried).toBeGreaterThan(1_000);
  });

  test('names what is missing, was added, or stands elsewhere', async () => {
    const entries = lines.flatMap((line, at) => (typeOf(line) === 'entry' ? [at] : []));
    const [, second = 0, third = 0] = entries;
    const last = entries.at(-1) ?? 0;
    expect(await faultsOf(lines.toSpliced(second, 1))).toContainEqual('entry 2: is missing');
    expect(await faultsOf(lines.toSpliced(second, 2))).toContainEqual('entries 2 to 3: are missing');
    expect(await faultsOf(lines.with(second, lines[third] ?? '').with(third, lines[second] ?? ''))).toContainEqual(
      'entry 2: stands behind entry 3: it was added, or moved',
    );
    expect(await faultsOf(lines.toSpliced(third, 0, lines[second] ?? ''))).toEqual([
      'entry 2: stands behind entry 2: it was added, or moved',
    ]);
    const forged = JSON.stringify({ ...JSON.parse(lines[last] ?? ''), position: 1_000 });
    expect(await faultsOf(lines.toSpliced(last + 1, 0, forged))).toContainEqual(expect.stringContaining('entry 1000'));
    expect(await faultsOf(lines.slice(0, -1))).toContainEqual(expect.stringContaining('the end: is missing'));
    const firstBlock = lines.findIndex((line) => typeOf(line) === 'block');
    expect(await faultsOf(lines.toSpliced(firstBlock, 1))).toContainEqual(expect.stringContaining('block 2 '));
    expect(await faultsOf([...lines, lines[second] ?? ''])).toContainEqual(
      expect.stringContaining('was added after the end'),
    );
  });

  test('of another key, or shorter than a head that somebody holds, is not believed', async () => {
    const other = Buffer.alloc(32, 7).toString('base64');
    expect((await verifier.verify(lines, { key: other })).faults.length).toBeGreaterThan(3);
    const head = (await api.get('/audit/head')).body;
    expect(await faultsOf(lines, { ...head, sequence: 9 })).toEqual(['block 9: is missing: you hold its head']);
    expect(await faultsOf(lines, { ...head, root: '00' })).toEqual([
      expect.stringContaining('than the head that you hold'),
    ]);
  });

  test('is verified by the script alone, outside of the project', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kith-audit-'));
    const run = async (file: string, text: string) => {
      await writeFile(join(directory, file), text);
      const args = [SCRIPT.pathname, join(directory, file), '--key', key];
      return promisify(execFile)(process.execPath, args).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
      );
    };
    expect(await run('good.jsonl', `${lines.join('\n')}\n`)).toMatchObject({ code: 0, stdout: /^Nothing was changed/ });
    const bad = lines.join('\n').replace('Haddad', 'Hadbad');
    expect(await run('bad.jsonl', bad)).toMatchObject({ code: 1, stdout: /^entry \d+: its content was changed/ });
    await rm(directory, { recursive: true });
  });
});

/** Changes as many writers leave them, without the writers. */
const insertChanges = (count: number) =>
  kith.app.db.all(
    sql(
      `insert into changes (organization_id, kind, subject_type, subject_id, actor_type, dialect, request_id, after)
       select $1, 'constituent.updated', 'constituent', n, 'system', 'cli', 'many', '{"lastName": "Many"}' from generate_series(1, $2::int) n`,
      [kith.organization.id, count],
    ),
  );

describe('a long trail', () => {
  test('is verified in a time that grows with its length', async () => {
    await insertChanges(8_000);
    const long = await exported();
    expect(long.length).toBeGreaterThan(8_000);
    const began = performance.now();
    await verifier.verify(long, { key });
    // Some hundred milliseconds; if each entry were compared with all before it, half a minute.
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});

describe('the database', () => {
  const inTrail = async () => verifier.verify(await exported(), { key });
  const tamper = async (table: string, statement: string, ...values: unknown[]) => {
    await kith.asOwner(`alter table ${table} disable trigger user`);
    await kith.asOwner(statement, ...values);
    await kith.asOwner(`alter table ${table} enable trigger user`);
  };
  const changeOf = async (name: string) =>
    kith.app.db.one<{ id: number; position: number }>(
      sql(
        `select c.id, s.position from changes c join change_seals s on s.organization_id = c.organization_id and s.change_id = c.id
         where c.after ->> 'lastName' = $1`,
        [name],
      ),
    );

  test('refuses to rewrite the trail, also to the role that serves', async () => {
    for (const statement of [
      'update change_seals set link = link',
      'delete from change_seals',
      'delete from audit_blocks',
    ])
      await expect(kith.app.db.all(sql(statement))).rejects.toThrow();
    await expect(kith.asOwner('update audit_blocks set at = at')).rejects.toThrow();
  });

  test('cannot be changed by its owner without being named', async () => {
    const okoro = await changeOf('Okoro');
    await tamper(
      'changes',
      `update changes set after = jsonb_set(after, '{lastName}', '"Other"') where id = $1`,
      okoro.id,
    );
    expect((await inTrail()).faults).toEqual([`entry ${okoro.position}: its content was changed`]);
    await tamper(
      'changes',
      `update changes set after = jsonb_set(after, '{lastName}', '"Okoro"') where id = $1`,
      okoro.id,
    );
    expect((await inTrail()).faults).toEqual([]);
    const rivera = await changeOf('Rivera');
    await tamper('changes', `update changes set actor_id = 99 where id = $1`, rivera.id);
    expect((await inTrail()).faults).toEqual([expect.stringMatching(`^entry ${rivera.position}: was changed`)]);
    await tamper('changes', 'delete from changes where id = $1', okoro.id);
    expect((await inTrail()).faults).toContainEqual(`entry ${okoro.position}: was deleted from the database`);
  });

  test('whoever takes content away as if it was erased is named', async () => {
    const { position } = await changeOf('Lima');
    await tamper(
      'change_seals',
      'update change_seals set salt = null where organization_id = $1 and position = $2',
      kith.organization.id,
      position,
    );
    expect((await inTrail()).faults).toContainEqual(`entry ${position}: its content is gone, and no erasure names it`);
  });

  test('gives each change one place, however many seal and sign at once', async () => {
    const twin = await kith.startTwin();
    const other = nativeClient(twin.url, keyOf(kith));
    const work = Array.from({ length: 40 }, (_, at) => [
      api.send('POST', '/constituents', { last_name: `Many ${at}` }),
      (at % 2 === 0 ? api : other).get('/audit/head'),
      (at % 2 === 0 ? other : api).get('/changes?limit=1'),
    ]);
    for (const { status } of await Promise.all(work.flat())) expect(status).toBeLessThan(300);
    await twin.stop();
    const { faults, entries } = await inTrail();
    // The faults of the tests before this one, and no other.
    expect(faults.length).toBe(3);
    const [{ sealed = 0 } = {}] = await kith.app.db.all<{ sealed: number }>(
      sql('select count(distinct change_id) as sealed from change_seals where organization_id = $1', [
        kith.organization.id,
      ]),
    );
    expect(sealed).toBe(entries);
  });
});
