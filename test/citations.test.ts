// Comments cite the contracts by section: `docs/contracts/lgl.md §5.4`, `§8 no. 6`, `§3.1 rows 18 to 22`. A citation that
// leads nowhere is worse than none, so every one of them is looked up.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface TextFile {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

interface Citation {
  /** How the contract is named, or undefined where no name stands before the section. */
  readonly name: string | undefined;
  readonly section: string;
  /** Numbered rows or list items of the section. */
  readonly rows: readonly number[];
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIALECTS = ['oho', 'lgl', 'luminate'];

function filesOf(patterns: string[]): TextFile[] {
  // A package's folder can be called like a file: bench/peers has packages of its own.
  return globSync(patterns, { cwd: ROOT, exclude: ['**/node_modules/**'] })
    .map((path) => path.replaceAll('\\', '/'))
    .map((path) => ({ path, text: readFileSync(`${ROOT}/${path}`, 'utf8') }));
}

// Without this file, whose counterexamples lead nowhere.
const FILES = filesOf(['{src,test,bench,attack,bin}/**/*.{ts,js,sql}', 'docs/**/*.md', '*.md']).filter(
  ({ path }) => path !== 'test/citations.test.ts',
);
const CONTRACTS = new Map(filesOf(['docs/contracts/*.md']).map(({ path, text }) => [path, placesOf(text)]));

/** Sections that a contract has, each with the numbers of its rows and list items; `8.22` may be a row of section 8. */
function placesOf(text: string): Map<string, Set<number>> {
  const places = new Map<string, Set<number>>();
  let rows = new Set<number>();
  for (const line of text.split('\n')) {
    const section = /^#{2,4} (\d+(?:\.\d+)*)\.? /.exec(line)?.[1];
    if (section) {
      rows = new Set();
      places.set(section, rows);
    }
    const subsection = /^\| (\d+\.\d+) \|/.exec(line)?.[1];
    if (subsection) places.set(subsection, new Set());
    const row = /^(?:\| (\d+) \||(\d+)\. )/.exec(line);
    if (row) rows.add(Number(row[1] ?? row[2]));
  }
  return places;
}

const COMMENT = /^\s*(?:\/\/|\/\*\*?|\*(?!\/)|--)\s?/;

/** Pieces in which a contract is named once: a comment of several lines, a paragraph of a document, any other line. */
function piecesOf({ path, text }: TextFile): string[] {
  if (path.endsWith('.md')) return text.split(/\n\s*\n/).map((paragraph) => paragraph.replaceAll('\n', ' '));
  const pieces: string[] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    const isComment = COMMENT.test(line);
    const words = line.replace(COMMENT, '').trim();
    if (isComment && isOpen) pieces.push(`${pieces.pop()} ${words}`);
    else pieces.push(words);
    isOpen = isComment && !line.trimEnd().endsWith('*/');
  }
  return pieces;
}

const TOKEN =
  /((?:docs\/contracts|wire)\/[\w-]+\.md)|§(\d+(?:\.\d+)*)(?:,? (?:nos?\. |rows? |vectors? |codes? )?(\d+(?![\d.]*\.\d)(?:(?:, | to | and )\d+(?![\d.]*\.\d))*))?/g;

/** `1, 3 to 5 and 9` → 1, 3, 4, 5, 9. */
function numbersOf(list: string): number[] {
  return [...list.matchAll(/(\d+)(?: to (\d+))?/g)].flatMap(([, first, last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index),
  );
}

/** The contract that a section without a name means: that of the dialect which the file belongs to. */
function ownContract(path: string): string | undefined {
  const dialect = /^(?:src\/dialects|test\/contract)\/([\w-]+)\/|^docs\/(?:contracts\/|wire-)([\w-]+)\.md$/.exec(path);
  const name = dialect?.[1] ?? dialect?.[2] ?? '';
  return DIALECTS.includes(name) ? `docs/contracts/${name}.md` : undefined;
}

function citationsOf(file: TextFile): Citation[] {
  return piecesOf(file).flatMap((piece) => {
    let name = ownContract(file.path);
    return [...piece.matchAll(TOKEN)].flatMap(([, named, section, rows = '']) => {
      name = named ?? name;
      return section ? [{ name, section, rows: numbersOf(rows) }] : [];
    });
  });
}

/** Published migrations are never edited: there the contracts keep the name they had. */
const nameIn = (path: string, name: string) =>
  path.startsWith('src/db/migrations/') ? name.replace(/^wire\//, 'docs/contracts/') : name;

/** Says what is wrong with each citation of a file that leads nowhere. */
function wrongCitations(file: TextFile): string[] {
  return citationsOf(file).flatMap(({ name, section, rows }) => {
    const cited = `${file.path}: ${name ?? ''} §${section}`;
    if (!name) return [`${cited} names no contract`];
    const places = CONTRACTS.get(nameIn(file.path, name));
    if (!places) return [`${cited}: no such contract`];
    const known = places.get(section);
    if (!known) return [`${cited}: no such section`];
    return rows.filter((row) => !known.has(row)).map((row) => `${cited}: no row ${row}`);
  });
}

/** A contract named by what it is not called here, also without a section. */
const wrongNames = ({ path, text }: TextFile) =>
  [...text.matchAll(/\bwire\/(?:oho|lgl|luminate)\.md/g)]
    .filter(([name]) => nameIn(path, name) === name)
    .map(([name]) => `${path}: ${name} is docs/contracts/…`);

describe('citations', () => {
  it('lead to a section, and to a row where they name one', () => {
    expect([...CONTRACTS.keys()].sort()).toEqual(DIALECTS.map((name) => `docs/contracts/${name}.md`).sort());
    expect(FILES.flatMap(citationsOf).length).toBeGreaterThan(400);
    expect(FILES.flatMap(wrongCitations)).toEqual([]);
    expect(FILES.flatMap(wrongNames)).toEqual([]);
  });

  it.each([
    ['src/core/x.ts', '// docs/contracts/oho.md §2.99', 'docs/contracts/oho.md §2.99: no such section'],
    ['src/core/x.ts', '// docs/contracts/oho.md §8 no. 99', 'no row 99'],
    ['src/core/x.ts', '// docs/contracts/lgl.md §3.1 rows 18 to 26', 'no row 26'],
    ['src/core/x.ts', '// docs/contracts/lgl.md §3.7, §8.99', 'docs/contracts/lgl.md §8.99: no such section'],
    ['src/core/x.ts', '// docs/contracts/luminate.md §6,\n// 1 and 16', 'no row 16'],
    ['src/core/x.ts', '// docs/contracts/other.md §1', 'no such contract'],
    ['src/core/x.ts', '// wire/oho.md §1', 'no such contract'],
    ['src/core/x.ts', '// Never null (§3.6).', 'names no contract'],
    ['src/core/x.ts', '/** docs/contracts/oho.md §1 */\n/** Never null (§3.6). */', 'names no contract'],
    ['src/dialects/lgl/x.ts', '// §2.4 and §2.6', 'docs/contracts/lgl.md §2.6: no such section'],
    ['src/dialects/lgl/x.ts', '// docs/contracts/oho.md §2.6, §2.12', 'docs/contracts/oho.md §2.12: no such section'],
    ['test/contract/luminate/x.test.ts', "test('hands over, §1.9', () => {});", '§1.9: no such section'],
    ['docs/operations.md', 'See docs/contracts/oho.md\n§11.', 'docs/contracts/oho.md §11: no such section'],
    ['src/db/migrations/0001-x.sql', '-- (wire/lgl.md §12)', 'wire/lgl.md §12: no such section'],
  ])('that lead nowhere are noticed: %s, %s', (path, text, expected) => {
    expect(wrongCitations({ path, text })).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    ['src/core/x.ts', '// docs/contracts/lgl.md §3.1 rows 18 to 22, and of the same (§8.22).'],
    ['src/core/x.ts', '/**\n * docs/contracts/luminate.md §3.1, 32; §7, vectors 1 to 3\n */'],
    ['src/dialects/oho/x.ts', '// §8 no. 6'],
    ['src/db/migrations/0001-x.sql', '-- (wire/lgl.md §10)'],
  ])('that lead somewhere pass: %s, %s', (path, text) => {
    expect(wrongCitations({ path, text })).toEqual([]);
    expect(citationsOf({ path, text }).length).toBeGreaterThan(0);
  });

  it('under the former name are noticed also without a section', () => {
    expect(wrongNames({ path: 'src/core/x.ts', text: '// as in wire/oho.md' })).toHaveLength(1);
    expect(wrongNames({ path: 'src/db/migrations/0001-x.sql', text: '-- as in wire/oho.md' })).toEqual([]);
  });
});
