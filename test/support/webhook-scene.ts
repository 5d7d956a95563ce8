// A running Kith with a sandbox registry, a clock to turn, and a receiver of webhooks that answers as a test says.
import { startKith, type TestKith } from './kith.ts';
import { type OhoClient, ohoClient } from './oho-client.ts';
import { type Received, type Receiver, type Reply, startReceiver } from './receiver.ts';
import { runJob } from './schedule.ts';

type Answer = (request: Received) => Reply | Promise<Reply>;

export const accept: Answer = () => ({ status: 204 });

// biome-ignore lint/suspicious/noExplicitAny: bodies as they come over the wire
type Json = any;

export interface WebhookScene {
  readonly kith: TestKith;
  readonly oho: OhoClient;
  readonly receiver: Receiver;
  /** How the receiver answers from now on. */
  answerWith(answer: Answer): void;
  turnClock(milliseconds: number): void;
  /** Turns the clock and does what is due by then. */
  later(seconds: number): Promise<void>;
  newPerson(): Promise<Json>;
  scan(identifier: string, constituentId?: number): Promise<Json>;
  subscribe(more?: object): Promise<Json>;
  /** The names of the events received, in order. */
  events(): (string | string[] | undefined)[];
  history(id: number, query?: string): Promise<Json>;
  /** No webhooks, nothing received, a receiver that accepts. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function startWebhookScene(): Promise<WebhookScene> {
  let ahead = 0;
  let answer = accept;
  let serial = 0;
  const receiver = await startReceiver((request) => answer(request));
  const clock = { now: () => new Date(Date.now() + ahead) };
  const kith = await startKith({ sandbox: true, clock, config: { webhookAllowPrivate: true } });
  const oho = ohoClient(kith.url, kith.basic);
  const post = async (path: string, body: object) => (await oho.post(`/api/${path}`, body)).body;
  const turnClock = (milliseconds: number) => {
    ahead += milliseconds;
  };
  return {
    kith,
    oho,
    receiver,
    turnClock,
    answerWith: (next) => {
      answer = next;
    },
    later: async (seconds) => {
      turnClock(seconds * 1000);
      await runJob(kith, 'run_due_scans');
      await runJob(kith, 'deliver_due_webhooks');
    },
    newPerson: () => {
      serial += 1;
      const names = { first_name: 'Noor', last_name: 'Haddad' };
      return post('constituents', { ...names, email: `n${serial}@clinic.example`, external_id: `HR-${serial}` });
    },
    scan: (identifier, constituentId) => {
      const about = constituentId === undefined ? {} : { constituent: { id: constituentId } };
      return post('scan', { type: 'vicwwc', identifier, first_name: 'Noor', surname: 'Haddad', ...about });
    },
    subscribe: (more = {}) => post('webhooks', { url: `${receiver.url}/hook`, ...more }),
    events: () => receiver.received.map(({ headers }) => headers['x-oho-event']),
    history: async (id, query = '') => (await oho.get(`/api/webhooks/${id}/events${query}`)).body,
    reset: async () => {
      answer = accept;
      for (const { id } of (await oho.get('/api/webhooks')).body) await oho.delete(`/api/webhooks/${id}`);
      receiver.received.length = 0;
    },
    stop: async () => {
      await kith.stop();
      await receiver.stop();
    },
  };
}
