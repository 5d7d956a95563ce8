import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { openApp } from '../../app.ts';
import { type Config, readConfig } from '../../config.ts';
import { logToStderr } from '../open-for-command.ts';
import { findClusterWorker } from '../processes/cluster-worker.ts';
import { serveInProcesses } from '../processes/serve-in-processes.ts';
import { aborted, endSoon, stopSignal } from '../processes/stop-signal.ts';

interface ServeOptions {
  readonly workers?: Config['workers'];
  /** False with `--no-jobs`. */
  readonly jobs: boolean;
}

/** `kith serve`: prints `listening on http://…` on stdout when it is ready; everything else is logged to stderr. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('serve all APIs until stopped (SIGTERM or Ctrl-C; a second one does not wait for running requests)')
    .option(
      '--workers <number>',
      'serve in so many processes; auto: one per core (default: KITH_WORKERS, 1)',
      toWorkers,
    )
    .option('--no-jobs', 'leave background jobs to "kith worker" (or: KITH_JOBS=false)')
    .action(serve);
}

function toWorkers(text: string): Config['workers'] {
  if (text === 'auto') return text;
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Workers are a number from 1 to 999, or auto.');
}

async function serve(options: ServeOptions): Promise<void> {
  const config = readConfig();
  const clusterWorker = findClusterWorker();
  if (clusterWorker) {
    await serveHere(config, clusterWorker).finally(() => clusterWorker.leave());
    return;
  }
  const stop = stopSignal(config);
  const chosen = { ...config, jobs: config.jobs && options.jobs };
  const workers = options.workers ?? config.workers;
  const count = workers === 'auto' ? availableParallelism() : workers;
  if (count > 1) await serveInProcesses(chosen, count, stop);
  else await serveHere(chosen, { stop, announce: (url) => console.log(`listening on ${url}`) });
}

interface Serve {
  readonly stop: AbortSignal;
  announce(url: string): void;
}

async function serveHere(config: Config, { stop, announce }: Serve): Promise<void> {
  const app = await openApp(config, { log: logToStderr(config.logLevel) });
  try {
    // Loaded only here: a process that starts others need not load the web server.
    const { startServing } = await import('../processes/start-serving.ts');
    const serving = await startServing(app);
    announce(serving.url);
    await aborted(stop);
    app.log.info('stopping');
    await serving.stop();
  } finally {
    await app.close();
    endSoon();
  }
}
