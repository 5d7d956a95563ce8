// What it costs to know who calls: the same path refused for want of credentials, and let in to find that there is nothing.
import type { Credentials } from '../src/cli/set-up-organization.ts';
import { type Bench, measureHttp } from './measure.ts';
import { person } from './populate.ts';
import type { Call, Scenario } from './scenarios.ts';

export interface AuthenticatedCall {
  readonly name: string;
  readonly requestsPerSecond: number;
  /** Milliseconds of the server and of PostgreSQL per request. */
  readonly cpu: number;
  /** Milliseconds. */
  readonly p50: number;
}

export interface AuthenticationCost {
  readonly name: 'oho token' | 'oho password' | 'lgl key';
  /** Processor milliseconds per request: `let in` less `refused`. */
  readonly cpu: number;
  /** What part that is of showing one person with these credentials, from 0 to 1. */
  readonly share: number;
}

export interface AuthenticationResult {
  readonly calls: readonly AuthenticatedCall[];
  readonly costs: readonly AuthenticationCost[];
}

interface Caller {
  readonly ohoToken: string;
  /** `Basic …` of a user. */
  readonly basic: string;
  readonly credentials: Pick<Credentials, 'lgl'>;
}

/** Each of nine calls gets a sixth of `seconds`, one after the other in the same run. */
export async function measureAuthentication(bench: Bench, caller: Caller): Promise<AuthenticationResult> {
  const measured = new Map<string, AuthenticatedCall>();
  const cpuOf = (name: string) => measured.get(name)?.cpu ?? Number.NaN;
  for (const scenario of scenarios(caller)) {
    const result = await measureHttp({ ...bench, seconds: Math.max(1, bench.seconds / 6) }, scenario);
    if (result.failures > 0)
      throw new Error(`${scenario.name}: ${result.failures} other answers than ${scenario.status}`);
    const { requestsPerSecond, p50 } = result;
    const cpu = result.serverCpu + result.databaseCpu;
    measured.set(scenario.name, { name: scenario.name, requestsPerSecond, cpu, p50 });
  }
  const cost = (name: AuthenticationCost['name'], refused: string): AuthenticationCost => {
    const cpu = cpuOf(`${name}, let in`) - cpuOf(refused);
    return { name, cpu, share: cpu / cpuOf(`${name}, shows a person`) };
  };
  const costs = [
    cost('oho token', 'oho, refused'),
    cost('oho password', 'oho, refused'),
    cost('lgl key', 'lgl, refused'),
  ];
  return { calls: [...measured.values()], costs };
}

const OHO = '/api/constituents';
const LGL = '/api/v1/constituents';

/** No record has it, which both dialects know without a look at the database. */
const NOBODY = 0;

function scenarios({ ohoToken, basic, credentials }: Caller): Scenario[] {
  const token = { authorization: `Bearer ${ohoToken}` };
  const password = { authorization: basic };
  const key = { authorization: `Bearer ${credentials.lgl.access_token}` };
  const get =
    (path: string, headers: Call['headers'] = {}) =>
    (): Call => ({ method: 'GET', path, headers });
  const show =
    (path: string, headers: Call['headers']): Scenario['call'] =>
    (n, size) =>
      get(`${path}/${person((n * 7919) % size).id}`, headers)();
  return [
    { name: 'health', status: 200, call: get('/health') },
    { name: 'oho, refused', status: 401, call: get(`${OHO}/${NOBODY}`) },
    { name: 'oho token, let in', status: 404, call: get(`${OHO}/${NOBODY}`, token) },
    { name: 'oho token, shows a person', status: 200, call: show(OHO, token) },
    { name: 'oho password, let in', status: 404, call: get(`${OHO}/${NOBODY}`, password) },
    { name: 'oho password, shows a person', status: 200, call: show(OHO, password) },
    { name: 'lgl, refused', status: 401, call: get(`${LGL}/${NOBODY}`) },
    { name: 'lgl key, let in', status: 404, call: get(`${LGL}/${NOBODY}`, key) },
    { name: 'lgl key, shows a person', status: 200, call: show(LGL, key) },
  ];
}
