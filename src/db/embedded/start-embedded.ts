// The PostgreSQL server that comes with Kith: shared by all processes that use one data directory, started by the
// first and stopped by the last of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { readPassword } from './cluster.ts';
import { prepareLayout } from './layout.ts';
import { enter, type Home, leave, type Presence } from './presence.ts';
import { findPrograms } from './programs.ts';
import { crashWords, logSize } from './server.ts';

export interface EmbeddedDatabase {
  /** What `pg` needs to connect. host is the socket directory on Unix, 127.0.0.1 on Windows. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
    readonly password?: string;
  };
  /** True when a server that was already running on this data was taken over. */
  readonly adopted: boolean;
  /** Releases this process's use of the server; the last user stops it (fast shutdown, waits until it is down). Idempotent. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Kith's data directory; the cluster goes to `postgres` in it. */
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Told when the server was lost, with what it said last; it is being started again. */
  readonly onCrash?: (words: readonly string[]) => void;
  /** More PostgreSQL settings. They apply when this call starts the server, not when it finds one running. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts the server on this data, or takes over the one that runs there, and creates what is missing.
 * Throws `EmbeddedStartError` when that cannot succeed.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { dataDir, log, settings = {}, onCrash = () => undefined } = options;
  const programs = await findPrograms();
  const layout = await prepareLayout(dataDir, programs.needed);
  const home: Home = { layout, programs, settings, log, password: await readPassword(layout) };
  const presence = await enter(home, 'create');
  log(presence.adopted ? 'using the PostgreSQL server that is running already' : 'PostgreSQL started');
  return { connection: presence.address, adopted: presence.adopted, stop: stay(home, presence, onCrash) };
}

/**
 * Keeps a presence until the returned function is called. When the connection is lost, because the server crashed or
 * somebody stopped it, a new one is made and the server started again if need be: another process could otherwise
 * stop the server under this one, and a killed server would stay down until Kith is restarted.
 */
function stay(home: Home, first: Presence, onCrash: (words: readonly string[]) => void): () => Promise<void> {
  let current: Promise<Presence | undefined> = Promise.resolve(first);
  let stopped: Promise<void> | undefined;
  const isWanted = () => stopped === undefined;

  /** Bytes of its log when the server was last found well. */
  let logged = logSize(home.layout);

  async function regain(): Promise<Presence | undefined> {
    home.log('the connection to PostgreSQL was lost');
    onCrash(await crashWords(home.layout, await logged));
    let reported = false;
    while (isWanted()) {
      try {
        const presence = await enter(home, 'restart', isWanted);
        home.log('the connection to PostgreSQL is back');
        logged = logSize(home.layout);
        return watch(presence);
      } catch (error) {
        if (!reported && isWanted()) home.log(`${String(error)} Trying again until it works.`);
        reported = true;
      }
      await sleep(1_000);
    }
    return undefined;
  }

  function watch(presence: Presence): Presence {
    presence.ended.then(() => {
      if (isWanted()) current = regain();
    });
    return presence;
  }

  watch(first);
  return () => {
    stopped ??= current.then((presence) => leave(home, presence));
    return stopped;
  };
}
