import { Command } from 'commander';
import { openApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { logToStderr } from './open-for-command.ts';
import { startServing } from './start-serving.ts';
import { aborted, stopSignal } from './stop-signal.ts';

/** `kith serve`: prints `listening on http://…` on stdout when it is ready; everything else is logged to stderr. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('serve all APIs until stopped (SIGTERM or Ctrl-C; a second one does not wait for running requests)')
    .action(serve);
}

async function serve(): Promise<void> {
  const config = readConfig();
  const stop = stopSignal(config);
  const app = await openApp(config, { log: logToStderr(config.logLevel) });
  try {
    const serving = await startServing(app);
    console.log(`listening on ${serving.url}`);
    await aborted(stop);
    app.log.info('stopping');
    await serving.stop();
  } finally {
    await app.close();
  }
}
