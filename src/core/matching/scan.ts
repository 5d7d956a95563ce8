// A scan of all people of an organization: it reads a snapshot, blocks nobody, and writes pairs and groups in one go.
import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { NOBODY, type Tx, transaction } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { enqueue } from '../base/jobs.ts';
import { allDismissals } from './dismissals.ts';
import type { DuplicatePair } from './duplicate.ts';
import { addPairs, follow, KEPT_FROM, takeTurn } from './follow.ts';
import type { Found, ScanAnswer, ScanRequest } from './scan-messages.ts';
import { peopleAfter } from './stored-people.ts';
import { keepAllDuplicates } from './write-duplicates.ts';

export interface Scan {
  readonly id: number;
  readonly status: 'queued' | 'running' | 'done' | 'failed';
  readonly step: string | null;
  readonly people: number | null;
  readonly pairs: number | null;
  readonly clusters: number | null;
  readonly problem: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

const COLUMNS = `s.id, s.status, s.step, s.people, s.pairs, s.clusters, s.problem, s.created_at as "createdAt",
  s.finished_at as "finishedAt"`;

const ask = write(
  'match_scan_ask',
  `insert into match_scans (organization_id) values ($1) on conflict (organization_id) where status in ('queued', 'running') do nothing`,
);
const unfinished = query<Scan>(
  'match_scan_unfinished',
  `select ${COLUMNS} from match_scans s where s.organization_id = $1 and s.status in ('queued', 'running')`,
);

/** Has everybody looked at again, in the background and at once; a scan that waits or runs already is answered. */
export async function beginScan(tx: Tx, actor: Actor): Promise<Scan> {
  const scan = await askForScan(tx, actor);
  await enqueue(tx, 'scan_people', { organizationId: actor.organization.id });
  return scan;
}

/** Notes that a scan is wanted, for whoever works on it next; one that waits or runs already is answered. */
export async function askForScan(tx: Tx, actor: Actor): Promise<Scan> {
  allow(actor, 'constituents:write');
  await tx.all(ask(actor.organization.id));
  return tx.one(unfinished(actor.organization.id));
}

const byId = query<Scan>(
  'match_scan',
  `select ${COLUMNS} from match_scans s where s.organization_id = $1 and s.id = $2`,
);
const latest = query<Scan>(
  'match_scan_latest',
  `select ${COLUMNS} from match_scans s where s.organization_id = $1 and s.status = 'done' order by s.id desc limit 1`,
);

/** Throws `not-found`. */
export async function getScan(db: Db, actor: Actor, id: number): Promise<Scan> {
  allow(actor, 'constituents:read');
  const scan = await db.maybe(byId(actor.organization.id, id));
  if (!scan) throw new Failure('not-found', 'scan', { subject: id });
  return scan;
}

export async function latestScan(db: Db, actor: Actor): Promise<Scan | undefined> {
  allow(actor, 'constituents:read');
  return db.maybe(latest(actor.organization.id));
}

/** Seconds of silence after which whoever works on a scan has died. */
const SILENCE = 60;

const claim = write<{ id: number }>(
  'match_scan_claim',
  `update match_scans set status = 'running', started_at = now(), beat_at = now(), step = 'reading'
   where organization_id = $1 and (status = 'queued' or (status = 'running' and beat_at < now() - interval '${SILENCE} seconds'))
   returning id`,
);
const beat = write(
  'match_scan_beat',
  `update match_scans set beat_at = now(), step = coalesce($3, step) where organization_id = $1 and id = $2`,
);
const fail = write(
  'match_scan_fail',
  `update match_scans set status = 'failed', problem = $3, finished_at = now() where organization_id = $1 and id = $2`,
);

/** Works on the scan that waits, if there is one and nobody else does. Returns it when it is finished. */
export async function runScan(db: Db, actor: Actor): Promise<Scan | undefined> {
  const { id: organizationId } = actor.organization;
  const claimed = await transaction(db, NOBODY, (tx) => tx.maybe(claim(organizationId)));
  if (!claimed) return undefined;
  const { id } = claimed;
  const sendBeat = (step: string | null = null) =>
    transaction(db, NOBODY, (tx) => tx.all(beat(organizationId, id, step)));
  const beating = setInterval(() => sendBeat().catch(() => undefined), (SILENCE * 1000) / 4);
  try {
    await scanNow({ db, actor, scanId: id, tell: sendBeat });
  } catch (error) {
    await transaction(db, NOBODY, (tx) => tx.all(fail(organizationId, id, messageOf(error))));
    throw error;
  } finally {
    clearInterval(beating);
  }
  return getScan(db, actor, id);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

interface Scanning {
  readonly db: Db;
  readonly actor: Actor;
  readonly scanId: number;
  readonly tell: (step: string) => Promise<unknown>;
}

const position = query<{ id: number }>(
  'match_scan_position',
  `select coalesce(max(id), 0) as id from changes where organization_id = $1`,
);

async function scanNow({ db, actor, scanId, tell }: Scanning): Promise<void> {
  const { id: organizationId } = actor.organization;
  // Whoever is written after this is followed again when the scan is written.
  await follow(db, actor, Number.POSITIVE_INFINITY);
  const { id: seenTo } = await db.one(position(organizationId));
  const thread = new Worker(new URL('./scan-thread.ts', import.meta.url));
  try {
    const results = new Results(thread, tell);
    const dismissals = await allDismissals(db, organizationId);
    const decided = new Set(dismissals.flatMap(({ oneId, otherId }) => [oneId, otherId]));
    for await (const people of db.inPieces((after, limit) => peopleAfter(organizationId, after, limit))) {
      await results.ask({ people, decided });
    }
    const found = await results.ask({ dismissals, from: KEPT_FROM });
    await transaction(db, actor, (tx) => writeScan(tx, actor, { scanId, seenTo, found, ...results }));
  } finally {
    await thread.terminate();
  }
}

/** Gathers what the thread tells. */
class Results {
  readonly pairs: DuplicatePair[][] = [];
  readonly values: { value: string; people: number }[][] = [];
  private readonly thread: Worker;
  private readonly tell: (step: string) => Promise<unknown>;

  constructor(thread: Worker, tell: (step: string) => Promise<unknown>) {
    this.thread = thread;
    this.tell = tell;
  }

  /** Settles with what was found, or when people were taken. Throws what the thread threw. */
  async ask(request: ScanRequest): Promise<Found | undefined> {
    const answers = on(this.thread, 'message', { close: ['exit'] });
    this.thread.postMessage(request);
    for await (const [answer] of answers as AsyncIterable<[ScanAnswer]>) {
      if (answer.say === 'taken') return undefined;
      if (answer.say === 'found') return answer;
      if (answer.say === 'failed') throw new Error(answer.problem);
      if (answer.say === 'pairs') this.pairs.push([...answer.pairs]);
      if (answer.say === 'values') this.values.push([...answer.values]);
      if (answer.say === 'step') await this.tell(answer.step);
    }
    throw new Error('The thread of the scan ended');
  }
}

interface Written {
  readonly scanId: number;
  readonly seenTo: number;
  readonly found: Found | undefined;
  readonly pairs: readonly (readonly DuplicatePair[])[];
  readonly values: readonly (readonly { value: string; people: number }[])[];
}

const emptyPairs = write('match_pairs_empty', 'delete from match_pairs where organization_id = $1');
const emptyValues = write('match_values_empty', 'delete from match_values where organization_id = $1');
const addValues = write(
  'match_values_add',
  `insert into match_values (organization_id, value, people)
   select $1, v.value, v.people from jsonb_to_recordset($2::jsonb) v (value text, people integer)`,
);
// Of those who were written while the scan was under way, the pairs are made anew again.
const forget = write(
  'match_people_forget',
  'update match_people set change_id = 0 where organization_id = $1 and change_id > $2',
);
const rewind = write(
  'match_state_rewind',
  'update match_states set followed_to = least(followed_to, $2), since_scan = 0 where organization_id = $1',
);
const finish = write(
  'match_scan_finish',
  `update match_scans set status = 'done', step = null, people = $3, pairs = $4, clusters = $5, learnt = $6, finished_at = now()
   where organization_id = $1 and id = $2`,
);

async function writeScan(tx: Tx, actor: Actor, { scanId, seenTo, found, pairs, values }: Written): Promise<void> {
  const { id: organizationId } = actor.organization;
  if (!found) return;
  await tx.all(takeTurn(organizationId));
  await tx.all(emptyPairs(organizationId));
  for (const piece of pairs) {
    const rows = piece.map(({ oneId, otherId, ...judgement }) => ({ one: oneId, other: otherId, ...judgement }));
    await tx.all(addPairs(organizationId, JSON.stringify(rows)));
  }
  await tx.all(emptyValues(organizationId));
  for (const piece of values) await tx.all(addValues(organizationId, JSON.stringify(piece)));
  await keepAllDuplicates(tx, actor, found.groups);
  await tx.all(forget(organizationId, seenTo));
  await tx.all(rewind(organizationId, seenTo));
  const counts = [found.people, found.pairs, found.groups.length];
  await tx.all(finish(organizationId, scanId, ...counts, JSON.stringify(found.learnt)));
}
