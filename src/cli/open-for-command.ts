import { type Logger, pino } from 'pino';
import { type App, openApp } from '../app.ts';
import { type Config, readConfig } from '../config.ts';
import { openLog } from '../log.ts';

/** Logs go to stderr, so that stdout holds a command's results and nothing else. */
export function logToStderr(level: Config['logLevel']): Logger {
  return openLog(level, pino.destination(2));
}

/** Opens the application for one short command and closes it afterwards, whatever happens. */
export async function withApp<Result>(work: (app: App) => Promise<Result>): Promise<Result> {
  const config = { ...readConfig(), poolSize: 2 };
  // What a server reports as it starts would only be in the way here.
  const log = logToStderr(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const app = await openApp(config, { log });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
