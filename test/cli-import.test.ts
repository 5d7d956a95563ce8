// `kith import`: a file comes in, says what was refused, and goes out again.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Installation,
  removeDirectory,
  runKith,
  setUpRiverbend,
  temporaryDirectory,
  temporaryInstallation,
} from './support/kith-process.ts';

let installation: Installation;
let directory: string;
beforeAll(async () => {
  installation = await temporaryInstallation('import');
  directory = await temporaryDirectory('import-files');
  await setUpRiverbend(installation);
}, 120_000);
afterAll(async () => {
  await installation.remove();
  await removeDirectory(directory);
});

const kith = (...args: string[]) => runKith(['import', ...args], installation.env);

test('a file is checked, written, shown and taken back; exit codes tell what became of it', async () => {
  const path = join(directory, 'people.csv');
  const lines = [
    'First Name,Last Name,E-mail,Birthday',
    'Zoë,Riverton,zoe@mail.example,1990-02-28',
    'Eve,Brokenby,broken,',
    'Total,,,',
  ];
  await writeFile(path, lines.join('\n'));
  const dry = await kith(path, '--dry-run');
  expect(dry).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('1 to create, 0 to update, 0 unchanged, 1 left out, 1 refused.'),
  });
  const done = await kith(path, '--json');
  expect(done.code).toBe(2);
  const { id, status, counts } = JSON.parse(done.stdout);
  expect({ status, counts }).toEqual({ status: 'done', counts: { create: 1, skip: 1, error: 1 } });
  expect(await kith('show', String(id))).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('row 3: E-mail: “broken” is no e-mail address.'),
  });
  // An option of the command below is not taken for one of `kith import` itself.
  expect(await kith('revert', String(id), '--dry-run')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1 people would go back; 0/),
  });
  expect(JSON.parse((await kith('list', '--json')).stdout)[0]).toMatchObject({ id, status: 'done' });
  expect(await kith('revert', String(id))).toMatchObject({ code: 0, stdout: `Import ${id} is reverted.\n` });
  expect(await kith('revert', String(id))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('state of the import'),
  });
}, 120_000);

test('a mapping of columns, and all or nothing', async () => {
  const path = join(directory, 'odd.csv');
  await writeFile(path, 'Spalte A,Spalte B\nIda,Mapsby\nUdo,Mapsby\n');
  expect((await kith(path, '--dry-run', '--json')).stdout).toContain('"skip":2');
  const mapping = join(directory, 'mapping.json');
  const columns = [
    { index: 0, target: 'first_name' },
    { index: 1, target: 'last_name' },
  ];
  await writeFile(mapping, JSON.stringify({ columns }));
  const mapped = await kith(path, '--mapping', mapping, '--json');
  expect(mapped).toMatchObject({ code: 0, stdout: expect.stringContaining('"create":2') });
  await writeFile(mapping, JSON.stringify({ columns: [{ index: 0, target: 'shoe_size' }] }));
  expect(await kith(path, '--mapping', mapping)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('docs/import.md'),
  });
  await writeFile(mapping, '[]');
  expect(await kith(path, '--mapping', mapping)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is no mapping'),
  });
  await writeFile(path, 'First,Last,Email\nAllan,Allby,allan@all.example\nEve,Allby,broken\n');
  const refused = await kith(path, '--all-or-nothing', '--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({ status: 'checked', counts: { create: 1, error: 1 } });
  expect(await kith(join(directory, 'missing.csv'))).toMatchObject({ code: 1 });
}, 120_000);
