// How one process uses the server of an embedded database: it gets in, starting the server if need be, and the last
// one to leave stops it. Who is there is known to the server alone, so that a killed process counts as gone.
import { setTimeout as sleep } from 'node:timers/promises';
import { closeNetwork, clusterExists, createCluster } from './cluster.ts';
import { type Address, addressOf, isLast, isTemporary, type PresenceConnection, present } from './connection.ts';
import { EmbeddedStartError } from './errors.ts';
import type { Layout } from './layout.ts';
import { isServing, readLockFile, removeStaleLocks } from './lock-file.ts';
import type { Programs } from './programs.ts';
import { type Launch, launch, shutDown } from './server.ts';

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

interface View {
  /** As in the lock file, or `none`. */
  readonly status: string;
  readonly obstacle: unknown;
  readonly entered?: Omit<Presence, 'adopted'>;
}

const POLL_MS = 25;
/** Time for backends of a killed server to end. */
const RELAUNCH_MS = 200;
/** A server that is killed again and again, for want of memory say, is not worth a loop without end. */
const MOST_KILLS = 3;
const REPORT_MS = 5_000;
/** Longer than a shutdown by another process may take until it becomes an immediate one. */
const PATIENCE_MS = 45_000;

/**
 * Gets a presence on the server of this home; `isWanted` ends the attempt early. A server that is recovering after a
 * crash is waited for as long as it takes. Throws `EmbeddedStartError` when there is no way to a running server.
 */
export async function enter(home: Home, effort: Effort, isWanted: () => boolean = () => true): Promise<Presence> {
  const patience = startPatience(home.log);
  const launcher = createLauncher(home, effort);
  let obstacle: unknown;
  while (isWanted() && !patience.isOver()) {
    const view = await look(home);
    if (view.entered !== undefined) return { ...view.entered, adopted: await launcher.isForeign() };
    obstacle = view.obstacle;
    if (view.status === 'starting') patience.renew();
    if (view.status === 'none' && effort === 'none') break;
    if (view.status === 'none') await launcher.ensureLaunched();
    await patience.pause(obstacle);
  }
  throw unreachable(home, (await launcher.lastWords()) ?? obstacle);
}

/** Ends this process's use of the server and stops the server if no other process uses it. */
export async function leave(home: Home, known: Presence | undefined): Promise<void> {
  let presence = known;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    // Without a connection nobody can tell who else is there; and no server means nothing to stop.
    presence ??= await enter(home, 'none').catch(() => undefined);
    if (presence === undefined) return;
    const { client } = presence;
    // Read before asking: an answer then proves that this is the process of the server that answers. A server started
    // a moment later, after this one was killed, has other users.
    const pid = (await readLockFile(home.layout))?.pid ?? 0;
    const last = await isLast(client).catch(() => undefined);
    // The exclusive lock is kept until the server is down: nobody gets in any more, only to be thrown out.
    if (last === true) {
      const stopped = await shutDown(home, pid);
      home.log(stopped ? 'PostgreSQL stopped' : 'PostgreSQL was not stopped: its process was not found or hangs');
    } else if (last === false) {
      home.log('PostgreSQL is left running for the other processes that use it');
    }
    await client.end().catch(() => undefined);
    if (last !== undefined) return;
    presence = undefined;
  }
}

/** Looks for a server, and gets a presence on it if it is ready. `none` means that no process of this cluster runs. */
async function look(home: Home): Promise<View> {
  const lock = await readLockFile(home.layout);
  if (lock === undefined) return { status: 'none', obstacle: 'no server is running' };
  const serving = await isServing(lock.pid, home.layout);
  const status = serving ? lock.status : 'none';
  // Asking such a server would only fill its log with refusals.
  if (status === 'starting' || status === 'stopping') return { status, obstacle: `the server is ${status}` };
  const address = addressOf(home.layout, home.password, serving ? lock : undefined);
  try {
    return { status, obstacle: undefined, entered: { address, ...(await present(address)) } };
  } catch (obstacle) {
    if (!isTemporary(obstacle)) throw unreachable(home, obstacle);
    return { status, obstacle };
  }
}

/** Starts the server as often as there is hope, but never while one that it started is still on its way. */
function createLauncher(home: Home, effort: Effort) {
  let launched: Launch | undefined;
  let kills = 0;

  async function ensureLaunched(): Promise<void> {
    const ending = await launched?.ending();
    if (launched !== undefined && ending === undefined) return;
    if (ending !== undefined) {
      if (ending.cause === 'killed') kills += 1;
      if (ending.cause === 'failed' || kills > MOST_KILLS) throw unreachable(home, ending.words);
      await sleep(RELAUNCH_MS);
    }
    await removeStaleLocks(home.layout);
    if (!(await clusterExists(home.layout))) {
      if (effort !== 'create') throw unreachable(home, 'its files have disappeared');
      home.log(`creating a database in ${home.layout.cluster}`);
      await createCluster(home.layout, home.programs);
    }
    await closeNetwork(home.layout);
    launched = await launch(home.layout, home.programs, home.settings);
  }

  /** True when the running server is not the one started here. */
  async function isForeign(): Promise<boolean> {
    if (launched === undefined) return true;
    // Read again: the lock file seen before connecting may have been that of an earlier server.
    return launched.pid !== undefined && launched.pid !== (await readLockFile(home.layout))?.pid;
  }

  return { ensureLaunched, isForeign, lastWords: async () => (await launched?.ending())?.words };
}

/** A time limit that tells the operator now and then what is waited for. */
function startPatience(log: Home['log']) {
  let end = performance.now() + PATIENCE_MS;
  let nextReport = performance.now() + REPORT_MS;
  return {
    isOver: () => performance.now() > end,
    renew: () => {
      end = performance.now() + PATIENCE_MS;
    },
    pause: async (obstacle: unknown) => {
      if (performance.now() > nextReport) {
        log(`waiting for PostgreSQL (${String(obstacle)})`);
        nextReport = performance.now() + REPORT_MS;
      }
      await sleep(POLL_MS);
    },
  };
}

function unreachable(home: Home, cause: unknown): EmbeddedStartError {
  const { cluster, logFile } = home.layout;
  return new EmbeddedStartError(
    `PostgreSQL cannot be used on ${cluster}: ${String(cause)}. More may be in ${logFile}. ` +
      'To use a server of your own instead, set DATABASE_URL.',
    { cause },
  );
}
