// What Kith and the peer are compared in: the same task, as a client of each asks for it.
import { type Bench, type Comparison, type HttpResult, measureByTurns, warmUp } from './measure.ts';
import { lastName, PEER } from './peer-calls.ts';
import { say } from './progress.ts';
import type { Call, Scenario } from './scenarios.ts';
import type { ServerProcess } from './server-process.ts';

export interface PeerResult {
  readonly task: string;
  readonly size: number;
  readonly kith: HttpResult;
  readonly peer: HttpResult;
  readonly throughputRatio: Comparison['throughputRatio'];
  readonly cpuRatio: Comparison['cpuRatio'];
}

interface Task {
  readonly name: string;
  readonly kith: Scenario;
  readonly peer: Scenario;
}

/** Those whose name, or Kith's name of the same, contains `only`. */
export function peerTasks(
  kithScenarios: readonly Scenario[],
  { only, withObjects }: { only: string; withObjects: boolean },
): Task[] {
  return allTasks(kithScenarios, withObjects).filter(({ name, kith }) => `${kith.name} ${name}`.includes(only));
}

function allTasks(kithScenarios: readonly Scenario[], withObjects: boolean): Task[] {
  const kith = (name: string) => {
    const found = kithScenarios.find((scenario) => scenario.name === name);
    if (!found) throw new Error(`no scenario is called ${name}`);
    return found;
  };
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
export async function comparePeer(bench: Bench, peer: ServerProcess, tasks: readonly Task[]): Promise<PeerResult[]> {
  const peerBench = { ...bench, url: peer.url, serverPid: peer.pid };
  const results: PeerResult[] = [];
  await warmUp(
    peerBench,
    tasks.map((task) => task.peer),
  );
  for (const task of tasks) {
    await checkAnswers(task, { bench, peerBench });
    const compared = await measureByTurns({ bench, scenario: task.kith }, { bench: peerBench, scenario: task.peer });
    const { one: kith, other: theirs, ...ratios } = compared;
    say(`${task.name}: ${ratios.throughputRatio.toFixed(2)} × Parse Server's requests per second`);
    results.push({ task: task.name, size: bench.size, kith, peer: theirs, ...ratios });
  }
  return results;
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
