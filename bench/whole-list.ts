// Oho's list of everyone in one answer, against the same columns of the same people by COPY through the bare driver.
import { type IncomingMessage, request } from 'node:http';
import type { Readable } from 'node:stream';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { familySeconds, processSeconds, residentMiB } from './cpu.ts';
import type { Bench } from './measure.ts';

export interface WholeList {
  readonly people: number;
  /** Seconds to the last byte; the median of the rounds. */
  readonly seconds: number;
  readonly bytes: number;
  /** Processor seconds of the server, and of PostgreSQL, for one list; medians. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
  /** Seconds of the bare COPY to its last byte; the median. */
  readonly copySeconds: number;
  readonly copyBytes: number;
  /** `copySeconds / seconds`: 1 is as fast as the bare COPY, a half takes twice as long. */
  readonly speed: number;
  /** The same of the fastest round of each, which other work on the machine disturbs least. */
  readonly fastestSpeed: number;
  /** Resident memory of the server in MiB: before the first list, and the most while the lists streamed. */
  readonly memory: { readonly before: number; readonly most: number; readonly growth: number };
}

const ROUNDS = 5;

// What the list shows, as plain columns: whoever wrote an export by hand would write this. It must be as good a statement
// as we know, or the comparison would flatter.
const COPY = `copy (
  select c.id, coalesce(c.first_name, ''), coalesce(c.last_name, ''), coalesce(e.address, ''), p.number, m.number,
    c.birth_date, x.value, c.active and c.deleted_at is null, c.created_at, c.updated_at
  from constituents c
  left join (select distinct on (constituent_id) constituent_id, address from email_addresses
    where organization_id = $1 and not not_current order by constituent_id, is_preferred desc, id) e
    on e.constituent_id = c.id
  left join (select distinct on (constituent_id) constituent_id, number from phone_numbers
    where organization_id = $1 and not not_current and type_id is distinct from 3
    order by constituent_id, is_preferred desc, id) p on p.constituent_id = c.id
  left join (select distinct on (constituent_id) constituent_id, number from phone_numbers
    where organization_id = $1 and not not_current and type_id = 3
    order by constituent_id, is_preferred desc, id) m on m.constituent_id = c.id
  left join external_ids x on x.organization_id = $1 and x.constituent_id = c.id and x.system = 'oho'
  where c.organization_id = $1 and not c.is_org order by c.id) to stdout`;

/** Lists and copies in turns, each five times. */
export async function measureWholeList(
  bench: Bench,
  { ohoToken, organizationId }: { readonly ohoToken: string; readonly organizationId: number },
): Promise<WholeList> {
  const client = new pg.Client({
    connectionString: bench.databaseUrl,
    options: '-c timezone=UTC -c datestyle=ISO,YMD -c jit=off',
  });
  await client.connect();
  const copy = () => timed(() => client.query(copyTo(COPY.replaceAll('$1', String(organizationId)))));
  const list = () => timed(() => openList(bench.url, ohoToken));
  await copy();
  const before = residentMiB(bench.serverPid);
  const lists: Taken[] = [];
  const copies: Taken[] = [];
  const [serverCpu, databaseCpu]: [number[], number[]] = [[], []];
  const watch = watchMemory(bench.serverPid);
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = [processSeconds(bench.serverPid), familySeconds(bench.databasePid)] as const;
    lists.push(await list());
    serverCpu.push(processSeconds(bench.serverPid) - before[0]);
    databaseCpu.push(familySeconds(bench.databasePid) - before[1]);
    copies.push(await copy());
  }
  const most = watch.stop();
  await client.end();
  const [seconds, copySeconds] = [secondsOf(lists), secondsOf(copies)];
  return {
    people: bench.size,
    seconds: median(seconds),
    bytes: lists[0]?.bytes ?? 0,
    serverCpu: median(serverCpu),
    databaseCpu: median(databaseCpu),
    copySeconds: median(copySeconds),
    copyBytes: copies[0]?.bytes ?? 0,
    speed: median(copySeconds) / median(seconds),
    fastestSpeed: Math.min(...copySeconds) / Math.min(...seconds),
    memory: { before, most, growth: most - before },
  };
}

interface Taken {
  readonly seconds: number;
  readonly bytes: number;
}

/** Reads a stream to its end and keeps nothing of it. */
async function timed(open: () => Readable | Promise<Readable>): Promise<Taken> {
  const started = performance.now();
  let bytes = 0;
  for await (const chunk of await open()) bytes += (chunk as Buffer).length;
  return { seconds: (performance.now() - started) / 1000, bytes };
}

function openList(url: string, ohoToken: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${ohoToken}` };
    const outgoing = request(`${url}/api/constituents`, { headers }, (response) => {
      if (response.statusCode === 200) resolve(response);
      else reject(new Error(`the list answered ${response.statusCode}`));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Looks every 50 ms; `stop` tells the most that was seen, in MiB. */
function watchMemory(pid: number) {
  let most = 0;
  const look = () => {
    most = Math.max(most, residentMiB(pid));
  };
  const timer = setInterval(look, 50);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return most;
    },
  };
}

const secondsOf = (taken: readonly Taken[]) => taken.map(({ seconds }) => seconds);

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
