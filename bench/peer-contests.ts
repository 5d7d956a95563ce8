// What Kith and the peer are compared in: the same task, as a client of each asks for it.
import type { Installation } from './installation.ts';
import { type Bench, cpuOf, type HttpResult, measureByTurns, ratioOf, warmUp } from './measure.ts';
import { startPeer } from './peer.ts';
import { lastName, PEER } from './peer-calls.ts';
import { WITH_ARRAYS, WITH_OBJECTS } from './peer-classes.ts';
import { say } from './progress.ts';
import { type Call, type Scenario, scenarioNamed } from './scenarios.ts';
import type { ServerProcess } from './server-process.ts';

export interface PeerResult {
  readonly task: string;
  readonly size: number;
  readonly kith: HttpResult;
  readonly peer: HttpResult;
  /** Requests per second of Kith over the peer's. */
  readonly throughputRatio: number;
  /** Processor time per request of the peer over Kith's. */
  readonly cpuRatio: number;
}

interface Task {
  readonly name: string;
  readonly kith: Scenario;
  readonly peer: Scenario;
}

/** Starts the peer beside Kith with the same people, and measures the tasks whose name, or Kith's of the same, contains `only`. */
export async function measurePeer(
  { bench, address, scenarios }: Installation,
  { only, quick }: { only: string; quick: boolean },
): Promise<PeerResult[]> {
  const tasks = allTasks(scenarios, !quick).filter(({ name, kith }) => `${kith.name} ${name}`.includes(only));
  if (tasks.length === 0) return [];
  say(`loading ${bench.size} people into Parse Server`);
  const classes = quick ? WITH_ARRAYS : [...WITH_ARRAYS, ...WITH_OBJECTS];
  await using peer = await startPeer(address, { classes, size: bench.size });
  return await comparePeer(bench, peer, tasks);
}

function allTasks(kithScenarios: readonly Scenario[], withObjects: boolean): Task[] {
  const kith = (name: string) => scenarioNamed(kithScenarios, name);
  const byName = kith('lgl search name');
  const search = (n: number, size: number): Call => ({
    ...byName.call(n, size),
    path: `/api/v1/constituents/search?q[]=name%3D${encodeURIComponent(lastName(n, size))}&limit=25`,
  });
  const objects = 'contact points as objects';
  return [
    { name: 'create', kith: kith('lgl create'), peer: PEER.create },
    { name: 'read by id', kith: kith('lgl show'), peer: PEER.read },
    { name: 'search by last name', kith: { ...byName, call: search }, peer: PEER.search },
    { name: 'list page 1', kith: kith('lgl list page 1'), peer: PEER.list },
    ...(withObjects
      ? [
          { name: `create, ${objects}`, kith: kith('lgl create'), peer: PEER.createObjects },
          { name: `read by id, ${objects}`, kith: kith('lgl show'), peer: PEER.readObjects },
        ]
      : []),
  ];
}

/** Measures every task by turns. Throws when one of the servers does not do it. */
async function comparePeer(bench: Bench, peer: ServerProcess, tasks: readonly Task[]): Promise<PeerResult[]> {
  const peerBench = { ...bench, url: peer.url, serverPid: peer.pid };
  const results: PeerResult[] = [];
  await warmUp(
    peerBench,
    tasks.map((task) => task.peer),
  );
  for (const task of tasks) {
    await checkAnswers(task, { bench, peerBench });
    results.push(await compare(task, { bench, peerBench }));
  }
  return results;
}

async function compare(task: Task, { bench, peerBench }: { bench: Bench; peerBench: Bench }): Promise<PeerResult> {
  const sides = [
    { bench, scenario: task.kith },
    { bench: peerBench, scenario: task.peer },
  ];
  const [kith, peer] = (await measureByTurns(sides)).map(({ turns }) => turns);
  if (!kith || !peer) throw new Error('each side has its turns');
  const throughputRatio = ratioOf(({ requestsPerSecond }) => requestsPerSecond, kith, peer);
  say(`${task.name}: ${throughputRatio.toFixed(2)} × Parse Server's requests per second`);
  const results = { kith: kith.result, peer: peer.result };
  return { task: task.name, size: bench.size, ...results, throughputRatio, cpuRatio: ratioOf(cpuOf, peer, kith) };
}

/** Both must find people, or the comparison would be one of errors and empty answers. */
async function checkAnswers(task: Task, { bench, peerBench }: { bench: Bench; peerBench: Bench }): Promise<void> {
  const sides = [
    { of: bench, scenario: task.kith },
    { of: peerBench, scenario: task.peer },
  ];
  for (const { of, scenario } of sides) {
    const { method, path, headers, body } = scenario.call(1, of.size);
    const answer = await fetch(`${of.url}${path}`, { method, headers: { ...headers }, ...(body ? { body } : {}) });
    const text = await answer.text();
    // A batch answers 200 with what went wrong in it; lists are called items by Kith and results by the peer.
    const isWrong = answer.status !== scenario.status || /"(items|results)":\[\]|\[\{"error"|,\{"error"/.test(text);
    if (isWrong) throw new Error(`${task.name}: answered ${answer.status} ${text.slice(0, 300)}`);
  }
}
