// How one process uses the server of an embedded database: it gets in, starting the server if need be, and the last
// one to leave stops it. Who is there is known to the server alone, so that a killed process counts as gone.
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterExists, createCluster } from './embedded-cluster.ts';
import {
  type Address,
  addressOf,
  isLast,
  isTemporary,
  type PresenceConnection,
  present,
} from './embedded-connection.ts';
import { EmbeddedStartError } from './embedded-errors.ts';
import type { Layout } from './embedded-layout.ts';
import { isServing, readLockFile, removeStaleLocks } from './embedded-lock-file.ts';
import type { Programs } from './embedded-programs.ts';
import { type Launch, launch, shutDown } from './embedded-server.ts';

export interface Home {
  readonly layout: Layout;
  readonly programs: Programs;
  readonly settings: Readonly<Record<string, string>>;
  readonly password: string | undefined;
  readonly log: (message: string) => void;
}

export interface Presence extends PresenceConnection {
  readonly address: Address;
  /** True when the server was not started by this call. */
  readonly adopted: boolean;
}

/** What to do when no server runs: create the cluster too, start a server on an existing one, or nothing. */
export type Effort = 'create' | 'restart' | 'none';

const POLL_MS = 25;
const REPORT_MS = 5_000;
/** Longer than a shutdown by another process may take until it becomes an immediate one. */
const PATIENCE_MS = 45_000;

/**
 * Gets a presence on the server of this home; `isWanted` ends the attempt early. A server that is recovering after a
 * crash is waited for as long as it takes. Throws `EmbeddedStartError` when there is no way to a running server.
 */
export async function enter(home: Home, effort: Effort, isWanted: () => boolean = () => true): Promise<Presence> {
  const patience = startPatience(home.log);
  let launched: Launch | undefined;
  let obstacle: unknown = 'no server is running';
  while (isWanted() && !patience.isOver()) {
    const lock = await readLockFile(home.layout);
    const serving = lock !== undefined && (await isServing(lock.pid, home.layout));
    if (lock !== undefined) {
      const address = addressOf(home.layout, home.password, serving ? lock : undefined);
      const found = await tryPresent(home, address);
      if ('client' in found) return { address, ...found, adopted: await isAdopted(home, launched) };
      obstacle = found.obstacle;
    }
    if (serving && lock.status === 'starting') patience.renew();
    if (!serving && effort === 'none') break;
    if (!serving) launched = await ensureLaunched(home, launched, effort);
    await patience.pause(obstacle);
  }
  throw unreachable(home, (await launched?.lastWords()) ?? obstacle);
}

/** Ends this process's use of the server and stops the server if no other process uses it. */
export async function leave(home: Home, known: Presence | undefined): Promise<void> {
  let presence = known;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    // Without a connection nobody can tell who else is there; and no server means nothing to stop.
    presence ??= await enter(home, 'none').catch(() => undefined);
    if (presence === undefined) return;
    const { client } = presence;
    const last = await isLast(client).catch(() => undefined);
    // The exclusive lock is kept until the server is down: nobody gets in any more, only to be thrown out.
    if (last === true) {
      const state = await shutDown(home.layout, home.programs);
      home.log(state === 'down' ? 'PostgreSQL stopped' : 'PostgreSQL could not be stopped and is still running');
    } else if (last === false) {
      home.log('PostgreSQL is left running for the other processes that use it');
    }
    await client.end().catch(() => undefined);
    if (last !== undefined) return;
    presence = undefined;
  }
}

async function tryPresent(home: Home, address: Address): Promise<PresenceConnection | { obstacle: unknown }> {
  try {
    return await present(address);
  } catch (error) {
    if (!isTemporary(error)) throw unreachable(home, error);
    return { obstacle: error };
  }
}

async function ensureLaunched(home: Home, previous: Launch | undefined, effort: Effort): Promise<Launch> {
  const { layout, programs, settings, log } = home;
  const lastWords = await previous?.lastWords();
  if (previous !== undefined && lastWords === undefined) return previous;
  if (lastWords !== undefined) {
    // Backends of a killed server are still ending, another process was faster, or it has just stopped the server.
    const passing = /pre-existing shared memory block|lock file ".*" (already exists|is empty)|shutdown request/;
    if (!passing.test(lastWords)) throw unreachable(home, lastWords);
    await sleep(200);
  }
  await removeStaleLocks(layout);
  if (!(await clusterExists(layout))) {
    if (effort !== 'create') throw new EmbeddedStartError(`The database in ${layout.cluster} has disappeared.`);
    log(`creating a database in ${layout.cluster}`);
    await createCluster(layout, programs);
  }
  return launch(layout, programs, settings);
}

/** A time limit that tells the operator now and then what is waited for. */
function startPatience(log: Home['log']) {
  let end = Date.now() + PATIENCE_MS;
  let nextReport = Date.now() + REPORT_MS;
  return {
    isOver: () => Date.now() > end,
    renew: () => {
      end = Date.now() + PATIENCE_MS;
    },
    pause: async (obstacle: unknown) => {
      if (Date.now() > nextReport) {
        log(`waiting for PostgreSQL (${String(obstacle)})`);
        nextReport = Date.now() + REPORT_MS;
      }
      await sleep(POLL_MS);
    },
  };
}

/** Read again after connecting: the file seen before may have been that of an earlier server. */
async function isAdopted(home: Home, launched: Launch | undefined): Promise<boolean> {
  if (launched === undefined) return true;
  return launched.pid !== undefined && launched.pid !== (await readLockFile(home.layout))?.pid;
}

function unreachable(home: Home, cause: unknown): EmbeddedStartError {
  const { cluster, logFile } = home.layout;
  return new EmbeddedStartError(
    `PostgreSQL cannot be used on ${cluster}: ${String(cause)}. More may be in ${logFile}. ` +
      'To use a server of your own instead, set DATABASE_URL.',
    { cause },
  );
}
