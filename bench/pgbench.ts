// The recorded statements through pgbench, PostgreSQL's own benchmark: what they cost with the least possible client.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endedChildrenSeconds, familySeconds } from './cpu.ts';
import type { Bench } from './measure.ts';
import { say } from './progress.ts';
import { insertsRows, type RecordedStatement } from './statements.ts';

export interface PgbenchResult {
  readonly transactionsPerSecond: number;
  /** Milliseconds of pgbench and of PostgreSQL per transaction. */
  readonly cpu: number;
}

const run = promisify(execFile);

/** Undefined, with the reason said, where pgbench is not installed. */
export async function pgbenchVersion(): Promise<string | undefined> {
  try {
    return (await run('pgbench', ['--version'])).stdout.trim();
  } catch {
    say('pgbench is not installed: the bare driver alone is the limit');
    return undefined;
  }
}

/** Undefined, with the reason said, when pgbench cannot run the statements. */
export async function measurePgbench(
  bench: Bench,
  statements: readonly RecordedStatement[],
): Promise<PgbenchResult | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'kith-pgbench-'));
  const script = join(folder, 'recorded.sql');
  try {
    writeFileSync(script, toScript(statements));
    const used = () => endedChildrenSeconds(process.pid) + familySeconds(bench.databasePid);
    const before = used();
    const seconds = String(Math.max(2, Math.round(bench.seconds / 2)));
    const load = [
      '-M',
      'prepared',
      '-c',
      String(bench.concurrency),
      '-j',
      '1',
      '-T',
      seconds,
      '-n',
      '-D',
      'counter=0',
      '-f',
      script,
    ];
    const { stdout } = await run('pgbench', [...load, bench.databaseUrl], {
      env: { ...process.env, PGOPTIONS: '-c timezone=UTC -c datestyle=ISO,YMD -c jit=off' },
    });
    // Until PostgreSQL has taken note that its processes ended, their time is nowhere.
    await sleep(300);
    const transactions = Number(stdout.match(/actually processed: (\d+)/)?.[1]);
    return {
      transactionsPerSecond: Number(stdout.match(/^tps = ([\d.]+)/m)?.[1]),
      cpu: ((used() - before) * 1000) / transactions,
    };
  } catch (error) {
    say(`pgbench cannot run these statements: ${String(error).slice(0, 500)}`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ids of rows that are inserted: each connection has a range of its own, far from those of the server and of a replay. */
const newIds = () => `\\set counter :counter + 100
\\set fresh ${4e15 + (Date.now() % 1e6) * 1e9} + :client_id * 10000000 + :counter
`;

/** The statements with their values written in, so that each is prepared once for each connection. */
function toScript(statements: readonly RecordedStatement[]): string {
  let made: number | undefined;
  const lines = statements.map((statement, index) => {
    const { text, values, madeId } = statement;
    const literals = values.map((value) => (made !== undefined && value === made ? ':made_id' : toLiteral(value)));
    const sql = protectColons(text).replace(/\$(\d+)(::jsonb?\b)?/g, (_, position, cast = '') => {
      const literal = literals[Number(position) - 1] ?? 'null';
      return cast !== '' && insertsRows(statement) ? `(${withNewIds(literal)})${cast}` : `${literal}${cast}`;
    });
    const isGiven = statements.slice(index + 1).some((later) => later.values.includes(madeId));
    if (madeId === undefined || !isGiven) return `${sql};\n`;
    made = madeId;
    return `${sql} \\gset made_\n`;
  });
  return [newIds(), ...lines].join('');
}

/** In a literal as `withoutColons` writes it. */
function withNewIds(literal: string): string {
  const seen: string[] = [];
  return literal.replace(/"id"\\x3a(\d+)/g, (_, id: string) => {
    if (!seen.includes(id)) seen.push(id);
    return `"id"\\x3a' || (:fresh::bigint + ${seen.indexOf(id)})::text || E'`;
  });
}

/** pgbench takes a colon and a letter for a variable, in a literal as well. */
const withoutColons = (text: string) =>
  `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\x3a')}'`;

function protectColons(sql: string): string {
  return sql.replace(/'((?:[^']|'')*)'/g, (literal, content: string) =>
    /:\w/.test(content) ? withoutColons(content.replaceAll("''", "'")) : literal,
  );
}

function toLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Buffer.isBuffer(value)) return withoutColons(`\\x${value.toString('hex')}`);
  if (Array.isArray(value)) return withoutColons(toArray(value));
  if (value instanceof Date) return withoutColons(value.toISOString());
  if (typeof value === 'object') return withoutColons(JSON.stringify(value));
  return withoutColons(String(value));
}

/** PostgreSQL's own writing of an array, as the driver sends it. */
function toArray(values: readonly unknown[]): string {
  const elements = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    if (Array.isArray(value)) return toArray(value);
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  });
  return `{${elements.join(',')}}`;
}
