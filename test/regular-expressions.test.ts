// Text from outside must not cost more than its length: one expression that tries again from every place in it stops the
// process for everybody. So every regular expression of the source is linear, by analysis and by trying.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { beforeAll, describe, expect, it, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Expression {
  readonly path: string;
  readonly pattern: string;
  readonly flags: string;
}

interface Found {
  readonly expressions: Expression[];
  /** Expressions that are put together while the program runs, which nobody can look at here. */
  readonly built: string[];
}

/** The regular expressions of a file of TypeScript. */
function expressionsOf(path: string, text: string): Found {
  const found: Found = { expressions: [], built: [] };
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const noteCall = (node: { callee: object; start: number; end: number }) => {
    if ('name' in node.callee && node.callee.name === 'RegExp')
      found.built.push(`${path}: ${text.slice(node.start, node.end)}`);
  };
  const visitor = new Visitor({
    Literal: (node) => {
      if ('regex' in node) found.expressions.push({ path, pattern: node.regex.pattern, flags: node.regex.flags });
    },
    NewExpression: noteCall,
    CallExpression: noteCall,
  });
  visitor.visit(program);
  return found;
}

const FILES = readdirSync(`${ROOT}/src`, { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.ts') && !/\.(test|gen)\.ts$/.test(path));
const SOURCE = FILES.map((path) => expressionsOf(path, readFileSync(`${ROOT}/${path}`, 'utf8')));
const EXPRESSIONS = [
  ...new Map(SOURCE.flatMap((file) => file.expressions).map((each) => [`/${each.pattern}/${each.flags}`, each])),
];
/** What has brought servers down, here and elsewhere. */
const SLOW: readonly (readonly [pattern: string, flags: string, pump: string])[] = [
  ['\\$\\{([^}]*)\\}', 'g', '${'],
  ['(\\.json)?\\/*$', '', '/'],
  ['\\s+$', '', ' '],
  ['^(\\w+\\s?)*$', '', 'a'],
  ['^\\s*(\\S+)\\s+(.*?)\\s*$', '', 'a '],
];

it('none is put together while the program runs', () => {
  expect(SOURCE.flatMap((file) => file.built)).toEqual([]);
  expect(expressionsOf('x.ts', "new RegExp(a); RegExp('b');").built).toHaveLength(2);
});

describe('by analysis', () => {
  let check: typeof import('recheck').checkSync;
  beforeAll(async () => {
    // In this process: the other ways start a program of their own.
    process.env.RECHECK_BACKEND = 'pure';
    check = (await import('recheck')).checkSync;
  });
  /** Where the analysis can only guess (by fuzzing, against a clock), it is asked up to three times. */
  const statusOf = (pattern: string, flags: string) => {
    const ask = () => check(pattern, flags, { timeout: 60_000 });
    let answer = ask();
    for (let again = 0; again < 2 && answer.status !== 'safe' && answer.checker !== 'automaton'; again += 1)
      answer = ask();
    return answer.status;
  };

  test('there are some', () => expect(EXPRESSIONS.length).toBeGreaterThan(100));

  test.each(EXPRESSIONS)('%s is linear', { timeout: 120_000 }, (_text, { pattern, flags }) => {
    expect(statusOf(pattern, flags)).toBe('safe');
  });

  test.each(SLOW)('/%s/%s is seen', (pattern, flags) => {
    expect(statusOf(pattern, flags)).toBe('vulnerable');
  });
});

describe('by trying', () => {
  const [SMALL, LARGE] = [4_000, 16_000];

  /** Milliseconds that a search takes, the least of several: what else the machine does makes it longer, never shorter. */
  function timeOf(expression: RegExp, text: string): number {
    const times = Array.from({ length: 3 }, () => {
      const started = performance.now();
      text.replace(expression, '');
      return performance.now() - started;
    });
    return Math.min(...times);
  }

  /** Four times the text takes sixteen times as long or more. A search that is too short to be timed is not judged. */
  function growsTooFast(expression: RegExp, piece: string): boolean {
    const textOf = (length: number) => `${piece.repeat(Math.ceil(length / piece.length))}\u0000`;
    const large = timeOf(expression, textOf(LARGE));
    return large > 10 && large > 8 * timeOf(expression, textOf(SMALL));
  }

  const COMMON = [
    'a',
    'A',
    '0',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '/',
    '\\',
    '.',
    ',',
    ';',
    ':',
    '@',
    '-',
    '_',
    '=',
    '&',
    '%',
    '"',
    'é',
  ];

  /** What is repeated: common characters, and what the expression itself speaks of. */
  function piecesOf(pattern: string): string[] {
    const plain = pattern.replace(/\\([^\w])/g, '$1').replace(/\\[sdwDSW]/g, ' ');
    const own = [1, 2, 3].flatMap((length) => Array.from(plain, (_, at) => plain.slice(at, at + length)));
    return [...new Set([...COMMON, ...own.filter((piece) => piece !== '')])];
  }

  test.each(EXPRESSIONS)('%s', { timeout: 120_000 }, (_text, { pattern, flags }) => {
    const expression = new RegExp(pattern, flags);
    expect(piecesOf(pattern).filter((piece) => growsTooFast(expression, piece))).toEqual([]);
  });

  test.each(SLOW.slice(0, 3))('/%s/%s is noticed', { timeout: 120_000 }, (pattern, flags, piece) => {
    expect(growsTooFast(new RegExp(pattern, flags), piece)).toBe(true);
  });
});
