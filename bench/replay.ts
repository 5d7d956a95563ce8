// The limit: the same statements through the bare driver in a tight loop, in a process of its own so that its processor
// time can be told apart. Reads a ReplayJob as JSON from stdin, prints a ReplayResult.
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { familySeconds } from './cpu.ts';
import { ID_IN_JSON, insertsRows, type RecordedStatement } from './statements.ts';

export interface ReplayJob {
  readonly url: string;
  readonly databasePid: number;
  readonly statements: readonly RecordedStatement[];
  readonly concurrency: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** A text in the recorded values that must be another one in each round, where there is one. */
  readonly marker?: string;
}

/** Of the measured time alone: starting, connecting and warming up cost nothing here, as with a running server. */
export interface ReplayResult {
  readonly rounds: number;
  readonly seconds: number;
  /** Processor seconds of the driver and of PostgreSQL. */
  readonly driverCpu: number;
  readonly databaseCpu: number;
}

type Replace = (value: unknown) => unknown;

const job: ReplayJob = JSON.parse(await text(process.stdin), (_key, value) =>
  // How JSON writes a Buffer.
  value?.type === 'Buffer' && Array.isArray(value.data) ? Buffer.from(value.data) : value,
);
let started = 0;

/** Replaces texts and numbers wherever they stand in a value. */
function deeply(value: unknown, replace: Replace): unknown {
  if (Array.isArray(value)) return value.map((element) => deeply(element, replace));
  if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, deeply(element, replace)]));
  }
  return replace(value);
}

/** What was made once when recorded is made anew in each round. */
function renewal(marker: string | undefined): Replace {
  started += 1;
  const mine = started;
  return (value) =>
    marker !== undefined && typeof value === 'string' ? value.replaceAll(marker, `${marker}0${mine}`) : value;
}

/** The id that a recorded insert returned may stand in later statements: each round puts its own there. */
function ownId(recorded: number, own: number): Replace {
  return (value) => {
    if (value === recorded) return own;
    return typeof value === 'string' ? value.replaceAll(String(recorded), String(own)) : value;
  };
}

/** Ids of rows that a round inserts: far from the server's own, and from those of another replay on the same data. */
let nextId = Date.now() * 1000;

/** New ids for the rows that are inserted, the same new one for the same recorded one throughout a round. */
function newIds(): Replace {
  const given = new Map<string, number>();
  const renew = (_: string, recorded: string) => {
    const id = given.get(recorded) ?? nextId++;
    given.set(recorded, id);
    return `"id":${id}`;
  };
  return (value) => (typeof value === 'string' ? value.replace(ID_IN_JSON, renew) : value);
}

async function round(client: pg.Client): Promise<void> {
  const replacements = [renewal(job.marker)];
  const renewIds = newIds();
  for (const statement of job.statements) {
    const { name, text: sql, values, madeId } = statement;
    const applied = insertsRows(statement) ? [...replacements, renewIds] : replacements;
    const current = values.map((value) => applied.reduce(deeply, value));
    const result = await client.query({ ...(name === undefined ? {} : { name }), text: sql, values: current });
    if (madeId !== undefined) replacements.push(ownId(madeId, Number(result.rows[0].id)));
  }
}

/** Rounds done by all connections together in some seconds. */
async function run(clients: readonly pg.Client[], seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let rounds = 0;
  const loop = async (client: pg.Client) => {
    while (performance.now() < until) {
      await round(client);
      rounds += 1;
    }
  };
  await Promise.all(clients.map(loop));
  return rounds;
}

const clients = Array.from(
  { length: job.concurrency },
  () => new pg.Client({ connectionString: job.url, options: '-c timezone=UTC -c datestyle=ISO,YMD -c jit=off' }),
);
await Promise.all(clients.map((client) => client.connect()));
await run(clients, job.warmUpSeconds);
const before = { driver: process.cpuUsage(), database: familySeconds(job.databasePid), time: performance.now() };
const rounds = await run(clients, job.seconds);
const used = process.cpuUsage(before.driver);
const result: ReplayResult = {
  rounds,
  seconds: (performance.now() - before.time) / 1000,
  driverCpu: (used.user + used.system) / 1e6,
  databaseCpu: familySeconds(job.databasePid) - before.database,
};
console.log(JSON.stringify(result));
await Promise.all(clients.map((client) => client.end()));
