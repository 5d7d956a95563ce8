import { Command } from 'commander';
import { openApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { startWorker } from '../../jobs/worker.ts';
import { logToStderr } from '../open-for-command.ts';
import { aborted, endSoon, stopSignal } from '../processes/stop-signal.ts';

/** `kith worker`: prints `working on jobs` on stdout when it is ready; everything else is logged to stderr. */
export function workerCommand(): Command {
  return new Command('worker')
    .description(
      'work on background jobs until stopped (SIGTERM or Ctrl-C; a second one does not wait for running jobs)',
    )
    .action(work);
}

async function work(): Promise<void> {
  const config = readConfig();
  const stop = stopSignal(config);
  const app = await openApp(config, { log: logToStderr(config.logLevel) });
  try {
    const worker = await startWorker(app);
    console.log('working on jobs');
    await aborted(stop);
    app.log.info('stopping');
    await worker.stop();
  } finally {
    await app.close();
    endSoon();
  }
}
