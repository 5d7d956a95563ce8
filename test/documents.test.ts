// Keeps what the documents say of the project true.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VARIABLES } from '../src/http/dialects.ts';
import { filesIn, ROOT } from './support/source-files.ts';

describe('documents', () => {
  const documents = [
    ...readdirSync(ROOT),
    ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
  ]
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
  const isThere = (path: string) => existsSync(join(ROOT, path));

  it('link to what exists', () => {
    const links = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => join(dirname(path), match[1]!)),
    );
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => !isThere(link))).toEqual([]);
  });

  it('name files that exist', () => {
    const named = documents.flatMap(({ text }) =>
      [...text.matchAll(/`((?:src|test|docs|bin)\/[\w./-]+)`/g)].map((match) => match[1]!),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  it('contain every decision that the source refers to', () => {
    const numbers = [...filesIn('src'), ...filesIn('test')].flatMap(({ text }) =>
      [...text.matchAll(/docs\/decisions\/(\d{4})/g)].map((match) => match[1]!),
    );
    const pages = readdirSync(join(ROOT, 'docs/decisions')).map((name) => name.slice(0, 4));
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers.filter((number) => !pages.includes(number))).toEqual([]);
  });

  it('list every setting', () => {
    const config = readFileSync(join(ROOT, 'src/config.ts'), 'utf8');
    const settings = [...config.matchAll(/^ {2}(KITH_\w+|DATABASE_URL): \w/gm)].map((match) => match[1]!);
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]!);
    expect(listed.sort()).toEqual([...settings, ...Object.keys(VARIABLES)].sort());
  });
});
