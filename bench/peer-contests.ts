// What Kith and the peer are compared in: the same task, as a client of each asks for it.
import { type Bench, type HttpResult, measureByTurns } from './measure.ts';
import { PEER_HEADERS, peerId, peerRecord } from './peer.ts';
import { person } from './populate.ts';
import { say } from './progress.ts';
import type { Call, Scenario } from './scenarios.ts';
import type { ServerProcess } from './server-process.ts';

export interface PeerResult {
  readonly task: string;
  readonly size: number;
  readonly kith: HttpResult;
  readonly peer: HttpResult;
  /** Kith's requests per second over the peer's. */
  readonly throughputRatio: number;
  /** The peer's processor time per request, PostgreSQL's included, over Kith's. */
  readonly cpuRatio: number;
}

interface Task {
  readonly name: string;
  readonly kith: Scenario;
  readonly peer: Scenario;
}

/** Makes people that are there only once. */
let unique = Date.now();

const CLASS = '/parse/classes/Constituent';
const peerGet = (path: string): Call => ({ method: 'GET', path: `${CLASS}${path}`, headers: PEER_HEADERS });

function createAtPeer(n: number): Call {
  unique += 1;
  const email = `new${unique}@people.example`;
  const body = {
    ...peerRecord({ first: `First${n}`, last: `Last${n}` }, { email, phone: '(206) 555-0188' }),
    street_addresses: [
      {
        street: `${n} Main Street`,
        city: 'Seattle',
        state: 'WA',
        postal_code: '98101',
        type: 'Home',
        is_preferred: true,
      },
    ],
    date_added: new Date().toISOString().slice(0, 10),
  };
  return { method: 'POST', path: CLASS, headers: PEER_HEADERS, body: JSON.stringify(body) };
}

const number = (n: number, size: number) => (n * 7919) % size;

function tasks(kithScenarios: readonly Scenario[]): Task[] {
  const kith = (name: string) => {
    const found = kithScenarios.find((scenario) => scenario.name === name);
    if (!found) throw new Error(`no scenario is called ${name}`);
    return found;
  };
  const byName = kith('lgl search name');
  const lastName = (n: number, size: number) => person(number(n, size)).last;
  const searchKith = (n: number, size: number): Call => ({
    ...byName.call(n, size),
    path: `/api/v1/constituents/search?q[]=name%3D${encodeURIComponent(lastName(n, size))}&limit=25`,
  });
  const searchPeer = (n: number, size: number) => {
    const where = encodeURIComponent(JSON.stringify({ last_name: lastName(n, size) }));
    return peerGet(`?where=${where}&order=sort_name&limit=25&count=1`);
  };
  const ok = (name: string, call: Scenario['call'], status = 200): Scenario => ({ name, call, status });
  return [
    { name: 'create', kith: kith('lgl create'), peer: ok('create', createAtPeer, 201) },
    {
      name: 'read by id',
      kith: kith('lgl show'),
      peer: ok('read by id', (n, size) => peerGet(`/${peerId(number(n, size))}`)),
    },
    {
      name: 'search by last name',
      kith: ok('search by last name', searchKith),
      peer: ok('search by last name', searchPeer),
    },
    {
      name: 'list page 1',
      kith: kith('lgl list page 1'),
      peer: ok('list page 1', () => peerGet('?order=sort_name&limit=25&count=1')),
    },
  ];
}

interface Field {
  readonly bench: Bench;
  readonly peer: ServerProcess;
  readonly kithScenarios: readonly Scenario[];
  readonly only: string;
  readonly slices: number;
}

/** Measures every task by turns. Throws when the peer does not find what Kith finds. */
export async function comparePeer({ bench, peer, kithScenarios, only, slices }: Field): Promise<PeerResult[]> {
  const peerBench = { ...bench, url: peer.url, serverPid: peer.pid };
  const results: PeerResult[] = [];
  for (const task of tasks(kithScenarios).filter(({ name, kith }) => `${kith.name} ${name}`.includes(only))) {
    await checkAnswers(task, { bench, peerBench });
    const [ours, theirs] = await measureByTurns(
      [
        { bench, scenario: task.kith },
        { bench: peerBench, scenario: task.peer },
      ],
      { slices },
    );
    const cpu = (result: HttpResult) => result.serverCpu + result.databaseCpu;
    const throughputRatio = ours.requestsPerSecond / theirs.requestsPerSecond;
    const cpuRatio = cpu(theirs) / cpu(ours);
    say(`${task.name}: ${throughputRatio.toFixed(2)} × Parse Server's requests per second`);
    results.push({ task: task.name, size: bench.size, kith: ours, peer: theirs, throughputRatio, cpuRatio });
  }
  return results;
}

/** Both must find people, or the comparison would be one of empty answers. */
async function checkAnswers(task: Task, { bench, peerBench }: { bench: Bench; peerBench: Bench }): Promise<void> {
  const sides = [
    { of: bench, scenario: task.kith, key: 'items' },
    { of: peerBench, scenario: task.peer, key: 'results' },
  ];
  const counts: (number | undefined)[] = [];
  for (const { of, scenario, key } of sides) {
    const { method, path, headers, body } = scenario.call(1, of.size);
    const answer = await fetch(`${of.url}${path}`, { method, headers: { ...headers }, ...(body ? { body } : {}) });
    const found = (await answer.json()) as Record<string, unknown>;
    if (answer.status !== scenario.status) throw new Error(`${task.name}: answered ${answer.status}`);
    const list = found[key];
    counts.push(Array.isArray(list) ? list.length : undefined);
  }
  if (counts.includes(0)) throw new Error(`${task.name}: found ${counts.join(' and ')} people`);
}
