// Anybody can check how well matching does on their own people: `kith match evaluate`.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  removeDirectory,
  runKith,
  setUpRiverbend,
  temporaryDirectory,
  temporaryInstallation,
} from '../support/kith-process.ts';
import { makePeople } from '../support/made-people.ts';

let directory: string;
beforeAll(async () => {
  directory = await temporaryDirectory('match-evaluate');
});
afterAll(() => removeDirectory(directory));

async function file(name: string, lines: readonly string[]): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, `\uFEFF${lines.join('\r\n')}\r\n`);
  return path;
}

const cell = (text: string | null) => `"${(text ?? '').replaceAll('"', '""')}"`;

test('tells precision, recall and F1 by probability, and draws them', async () => {
  const people = makePeople({ count: 2_000 }).map((person) =>
    [
      ...[person.truth, person.firstName, person.lastName, person.birthDate].map(cell),
      ...[person.emails.join(';'), person.phones.join(';'), person.addresses[0]?.street ?? ''].map(cell),
      ...[person.addresses[0]?.city ?? '', 'a note'].map(cell),
    ].join(','),
  );
  const path = await file('people.csv', [
    'person,First Name,Surname,Date of birth,E-mail,Phone,Street,City,Remarks',
    ...people,
  ]);
  const plot = join(directory, 'plot.svg');
  const { code, stdout } = await runKith(
    ['match', 'evaluate', path, '--truth', 'person', '--plot', plot, '--json'],
    {},
  );
  expect(code).toBe(0);
  const { people: count, groups, certain, thresholds, ignored } = JSON.parse(stdout);
  expect({ count, ignored }).toEqual({ count: 2_000, ignored: ['Remarks'] });
  expect(groups.wanted).toBeGreaterThan(150);
  expect(groups.f1).toBeGreaterThan(0.75);
  expect(certain.precision).toBeGreaterThan(0.98);
  expect(thresholds.map(({ found }: { found: number }) => found)).toEqual(
    thresholds.map(({ found }: { found: number }) => found).toSorted((a: number, b: number) => b - a),
  );
  expect(await readFile(plot, 'utf8')).toMatch(/^<svg[\s\S]*<polyline[\s\S]*<\/svg>\s*$/);
});

test('a file of which no column is understood is refused, and so is a truth that is no column', async () => {
  const path = await file('odd.csv', ['person,colour', '1,blue']);
  const odd = await runKith(['match', 'evaluate', path, '--truth', 'person'], {});
  expect(odd).toMatchObject({ code: 1, stderr: expect.stringMatching(/column/) });
  const missing = await runKith(['match', 'evaluate', path, '--truth', 'who'], {});
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/who/) });
  const empty = await runKith(
    ['match', 'evaluate', await file('empty.csv', ['person,surname']), '--truth', 'person'],
    {},
  );
  expect(empty).toMatchObject({ code: 1, stderr: expect.stringMatching(/no rows/) });
});

test('the command line scans, lists and prints pairs', async () => {
  const installation = await temporaryInstallation('match');
  const { env } = installation;
  await setUpRiverbend(installation);
  const run = (...args: string[]) => runKith(['match', ...args], env);
  expect(await run('scan')).toMatchObject({ code: 0, stdout: expect.stringMatching(/people, 0 pairs, 0 groups/) });
  expect(await run('list')).toMatchObject({ code: 0, stdout: 'There are none.\n' });
  expect(await run('pairs')).toMatchObject({ code: 0, stdout: '' });
  expect(await run('pairs', '--min-probability', '0')).toMatchObject({ code: 1 });
  await installation.remove();
}, 120_000);
