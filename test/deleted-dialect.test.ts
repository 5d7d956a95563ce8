// Whoever deletes the folder of a dialect and its line in the list has a program that compiles, keeps the rules and the layout, has
// no dead code, and serves the others: nothing else in it knows the dialect. Done to a copy, for each of them.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './support/source-files.ts';

const run = promisify(execFile);

const DIALECTS = readdirSync(join(ROOT, 'src/dialects'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** One short test of each contract, of what only that contract has. */
const CONTRACT_TESTS: Readonly<Record<string, string>> = {
  lgl: 'test/contract/lgl/lookups.test.ts',
  luminate: 'test/contract/luminate/interactions.test.ts',
  native: 'test/contract/native/resources.test.ts',
  oho: 'test/contract/oho/compliance.test.ts',
};

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'kith-without-'));
  for (const name of ['src', 'test', 'docs', 'bin', 'bench', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

function deleteDialect(name: string): void {
  rmSync(join(copy, 'src/dialects', name), { recursive: true });
  rmSync(join(copy, 'test/contract', name), { recursive: true });
  const list = join(copy, 'src/http/dialects.ts');
  const text = readFileSync(list, 'utf8');
  const without = text
    .split('\n')
    .filter((line) => !line.startsWith(`import { ${name} }`))
    .map((line) => (line.startsWith('export const DIALECTS') ? withoutName(line, name) : line))
    .join('\n');
  expect(without.split('\n')).toHaveLength(text.split('\n').length - 1);
  writeFileSync(list, without);
}

function withoutName(line: string, name: string): string {
  const [start = '', names = ''] = line.split(/\[(?!\])/);
  const others = names.replace('];', '').split(', ');
  return `${start}[${others.filter((other) => other !== name).join(', ')}];`;
}

/** Runs a program of node_modules in the copy; what it says if it fails, else nothing. */
async function complaints(program: string, ...args: string[]): Promise<string> {
  // The copy's tests are no part of this run.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  return run(process.execPath, [join('node_modules', program), ...args], { cwd: copy, env }).then(
    () => '',
    (error: { stdout: string; stderr: string }) => `${error.stdout}${error.stderr}` || 'failed in silence',
  );
}

/** The rules as they are, for a folder that is in no repository. */
function writeRules(): void {
  const biome = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')) as object;
  writeFileSync(join(copy, 'biome.json'), JSON.stringify({ ...biome, vcs: { enabled: false } }));
  // What the core can do is no dead code when the one contract that asked for it is gone.
  const entry = ['bin/*.js', 'src/main.ts', 'src/core/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'];
  const { workspaces: _, ...knip } = JSON.parse(readFileSync(join(ROOT, 'knip.json'), 'utf8'));
  writeFileSync(join(copy, 'knip.json'), JSON.stringify({ ...knip, entry, project: ['src/**/*.ts'] }));
}

test('there is a test of each contract to run', () => {
  expect(Object.keys(CONTRACT_TESTS).sort()).toEqual([...DIALECTS].sort());
});

test.each(DIALECTS)(
  'without %s the others compile, keep the layout and are served',
  { timeout: 300_000 },
  async (name) => {
    deleteDialect(name);
    const others = DIALECTS.filter((other) => other !== name);
    const layout = 'test/architecture.test.ts';
    const contracts = others.map((other) => `test/contract/${other}`);
    writeFileSync(
      join(copy, 'tsconfig.copy.json'),
      JSON.stringify({
        extends: './tsconfig.json',
        include: ['src', 'vitest.config.ts', 'test/support/test-database-server.ts', layout, ...contracts],
      }),
    );
    writeRules();
    expect(await complaints('typescript/bin/tsc', '-p', 'tsconfig.copy.json')).toBe('');
    expect(await complaints('@biomejs/biome/bin/biome', 'check', 'src')).toBe('');
    expect(await complaints('knip/bin/knip.js', '--include', 'files,exports,types,duplicates')).toBe('');
    const tests = others.map((other) => CONTRACT_TESTS[other] ?? '');
    expect(await complaints('vitest/vitest.mjs', 'run', '--reporter=dot', layout, ...tests)).toBe('');
  },
);
