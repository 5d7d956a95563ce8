// Kith at work while its database has an accident: people, checks, webhooks and mail, and what has to be true afterwards.
import { SMTPServer } from 'smtp-server';
import { expect } from 'vitest';
import { type Environment, type RunningProcess, runKith, startServing } from './kith-process.ts';
import { basic } from './oho-client.ts';
import { type Receiver, startReceiver } from './receiver.ts';

export interface OutageScene {
  readonly server: RunningProcess & { readonly url: string };
  /** Lets work come in while something happens, and for some seconds after it; then checks that all of it is done. */
  survive(event: () => Promise<void>): Promise<void>;
  /** Lines of the log at level `error`, beginning with what came since the last event began. */
  errors(): Record<string, unknown>[];
  /** How many requests were answered with 503. */
  refused(): number;
  stop(): Promise<void>;
}

interface Work {
  /** Correlation ids of acknowledged checks. */
  readonly scans: Set<string>;
  /** Recipients of mail whose request was acknowledged. */
  readonly mails: Set<string>;
  /** Ids of people who were acknowledged. */
  readonly people: Set<number>;
  /** Answers by status. */
  readonly statuses: Map<number, number>;
}

/** Milliseconds after the return within which everything pending has to be done. */
const DONE_WITHIN = 30_000;

const ADMIN = { email: 'admin@riverbend.example', password: 'a secret of the tests' };

interface Smtp {
  readonly url: string;
  readonly recipients: string[];
  stop(): Promise<void>;
}

async function startSmtp(): Promise<Smtp> {
  const recipients: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: (stream, session, done) => {
      stream.resume();
      stream.on('end', () => {
        recipients.push(...session.envelope.rcptTo.map(({ address }) => address));
        done();
      });
    },
  });
  // A client that is killed in the middle of a mail is no fault of the test.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    recipients,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Sets an organization up and serves it. `env` says where the database is. */
export async function startOutageScene(env: Environment): Promise<OutageScene> {
  const receiver = await startReceiver();
  const smtp = await startSmtp();
  const options = ['--slug', 'riverbend', '--email', ADMIN.email, '--password', ADMIN.password, '--sandbox', '--json'];
  const { stdout } = await runKith(['setup', '--name', 'Riverbend School', ...options], env);
  const lgl = { authorization: `Bearer ${JSON.parse(stdout).lgl.access_token}` };
  const server = await startServing({ ...env, KITH_SMTP_URL: smtp.url, KITH_WEBHOOK_ALLOW_PRIVATE: '1' });
  const work: Work = { scans: new Set(), mails: new Set(), people: new Set(), statuses: new Map() };
  const call = caller(server.url, { lgl, oho: basic(ADMIN.email, ADMIN.password) }, work);
  await call('oho', '/api/webhooks', { url: receiver.url, events: ['scan.completed'] });
  await call('oho', '/api/screening_packages', { code: 'care', name: 'Care', items: [{ type: 'nswwwc' }] });
  let since = 0;
  const errors = () => linesOf(server.output().stderr.slice(since)).filter(({ level }) => level === 50);
  return {
    server,
    errors,
    refused: () => work.statuses.get(503) ?? 0,
    survive: async (event) => {
      since = server.output().stderr.length;
      const crowd = startCrowd(call, work);
      await event();
      const back = Date.now();
      // Kith must have noticed the event, and must have done new work after it.
      await crowd.untilWorking();
      await crowd.stop();
      await expectDone({ work, receiver, smtp }, back);
      await expectRecorded(server.url, lgl, work);
      expect(server.child.exitCode).toBeNull();
      expect([...work.statuses.keys()].filter((status) => status >= 500 && status !== 503)).toEqual([]);
    },
    stop: async () => {
      await server.stop();
      await receiver.stop();
      await smtp.stop();
    },
  };
}

type Call = (as: 'lgl' | 'oho', path: string, body: object) => Promise<Record<string, unknown> | undefined>;

/** Sends until the server answers at all; the body when it was acknowledged. */
function caller(url: string, headers: Record<'lgl' | 'oho', { authorization: string }>, { statuses }: Work): Call {
  return async (as, path, body) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { ...headers[as], 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    const text = await response.text();
    if (response.status === 503)
      expect(text).toMatch(as === 'lgl' ? /"api_version"/ : /"error":\{"code":"unavailable"/);
    return response.status < 300 ? (JSON.parse(text) as Record<string, unknown>) : undefined;
  };
}

let serial = 0;

/** Clients of all kinds, which send requests until they are told to stop. */
function startCrowd(call: Call, work: Work) {
  let isOver = false;
  let done = 0;
  const lane = async (once: (key: string) => Promise<unknown>) => {
    while (!isOver) {
      serial += 1;
      // A refusal is answered by a pause, as a client would.
      if (await once(`k${serial}`)) done += 1;
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const scan = async (key: string) => {
    const names = { first_name: 'Ada', surname: 'Rivera' };
    const taken = await call('oho', '/api/scan', { type: 'vicwwc', identifier: key, idempotency_key: key, ...names });
    if (taken) work.scans.add(String(taken.correlation_id));
    return taken;
  };
  const mail = async (key: string) => {
    const constituent = { first_name: 'Noor', last_name: key, email: `${key}@clinic.example` };
    const asked = await call('oho', '/api/icrs', { screening_package_code: 'care', constituent });
    if (asked) work.mails.add(constituent.email);
    return asked;
  };
  const person = async (key: string) => {
    const addresses = [{ address: `${key}@example.org` }, { address: `${key}@example.net` }];
    const created = await call('lgl', '/api/v1/constituents', { last_name: key, email_addresses: addresses });
    if (created) work.people.add(Number(created.id));
    return created;
  };
  const lanes = [scan, scan, mail, person, person].map(lane);
  return {
    untilWorking: async () => {
      const before = done;
      await expect.poll(() => done - before, { timeout: DONE_WITHIN, interval: 100 }).toBeGreaterThan(30);
    },
    stop: async () => {
      isOver = true;
      await Promise.all(lanes);
    },
  };
}

async function expectDone({ work, receiver, smtp }: { work: Work; receiver: Receiver; smtp: Smtp }, back: number) {
  const told = () => new Set(receiver.received.map(({ body }) => JSON.parse(body).correlation_id));
  const pending = () => {
    const [heard, reached] = [told(), new Set(smtp.recipients)];
    const scans = [...work.scans].filter((id) => !heard.has(id));
    return [...scans, ...[...work.mails].filter((address) => !reached.has(address))];
  };
  const timeout = Math.max(1_000, back + DONE_WITHIN - Date.now());
  await expect.poll(pending, { timeout, interval: 250 }).toEqual([]);
}

async function expectRecorded(url: string, headers: { authorization: string }, { people }: Work): Promise<void> {
  const answer = await fetch(`${url}/api/v1/constituents?limit=100000`, { headers });
  const { items } = (await answer.json()) as { items: { id: number }[] };
  const recorded = new Set(items.map(({ id }) => id));
  expect([...people].filter((id) => !recorded.has(id))).toEqual([]);
}

function linesOf(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
}
