// The limit: the same statements through the bare driver in a tight loop, in a process of its own so that its processor
// time can be told apart. Reads { url, statements, concurrency, seconds } as JSON from stdin, prints { rounds, seconds }.
import { text } from 'node:stream/consumers';
import pg from 'pg';
import type { RecordedStatement } from './statements.ts';

interface Job {
  readonly url: string;
  readonly statements: readonly RecordedStatement[];
  readonly concurrency: number;
  readonly seconds: number;
  /** A text in the recorded values that must be another one in each round, where there is one. */
  readonly marker?: string;
}

const job: Job = JSON.parse(await text(process.stdin));
const until = performance.now() + job.seconds * 1000;
let rounds = 0;
let started = 0;

/** The id that a recorded insert returned stands in later statements: each round puts its own there. */
async function round(client: pg.Client): Promise<void> {
  let recorded: unknown;
  let own: unknown;
  started += 1;
  const mine = started;
  const marker = job.marker ?? '';
  const fresh = (value: unknown) =>
    marker !== '' && typeof value === 'string' ? value.replaceAll(marker, `${marker}0${mine}`) : value;
  for (const { name, text: sql, values } of job.statements) {
    const current = values.map((value) => (recorded !== undefined && value === recorded ? own : fresh(value)));
    const result = await client.query({ ...(name === undefined ? {} : { name }), text: sql, values: current });
    if (/^\s*insert into constituents /i.test(sql)) {
      own = Number(result.rows[0].id);
      recorded = recordedIdAfter(sql);
    }
  }
}

/** The recorded id: the second value of the first statement after the insert. */
function recordedIdAfter(insert: string): unknown {
  const next = job.statements[job.statements.findIndex((statement) => statement.text === insert) + 1];
  return next?.values[1];
}

async function loop(): Promise<void> {
  const client = new pg.Client({ connectionString: job.url, options: '-c timezone=UTC -c jit=off' });
  await client.connect();
  while (performance.now() < until) {
    await round(client);
    rounds += 1;
  }
  await client.end();
}

await Promise.all(Array.from({ length: job.concurrency }, loop));
console.log(JSON.stringify({ rounds, cpu: (process.cpuUsage().user + process.cpuUsage().system) / 1e6 }));
