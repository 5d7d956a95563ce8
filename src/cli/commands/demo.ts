import { Command, InvalidArgumentError } from 'commander';
import { type App, openApp } from '../../app.ts';
import { type Config, readConfig } from '../../config.ts';
import { randomSecret } from '../../core/access/secret.ts';
import { createDemoDirectory, removeDemoDirectory, sweepDeadDemos } from '../demo/directory.ts';
import { type DemoCredentials, demoReport } from '../demo/report.ts';
import { logToStderr } from '../open-for-command.ts';
import { freePort } from '../processes/free-port.ts';
import { startServing } from '../processes/start-serving.ts';
import { aborted, stopSignal } from '../processes/stop-signal.ts';
import { progressBar } from '../progress-bar.ts';
import { setUpOrganization } from '../set-up-organization.ts';

interface DemoOptions {
  readonly port?: number;
  readonly json?: true;
  readonly empty?: true;
}

/** Nothing here outlives the process, so it need not survive a power failure either. */
const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** `kith demo`: an installation that is thrown away when it stops. With `--json` the first line on stdout is the credentials. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('serve a throw-away installation with invented people and print credentials for every API')
    .option('--port <number>', 'listen on this port (default: KITH_PORT, else 8080; 0: any free one)', toPort)
    .option('--empty', 'credentials only, no people')
    .option('--json', 'print one line of JSON first, then keep serving')
    .action(demo);
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

async function demo(options: DemoOptions): Promise<void> {
  const config = readConfig();
  const stop = stopSignal(config);
  // Says at once that a port is taken, not after filling a database for seconds.
  await freePort({ host: config.host, port: options.port ?? config.port });
  await sweepDeadDemos();
  const dataDir = await createDemoDirectory();
  try {
    await runDemo(throwAway(config, { dataDir, port: options.port }), options, stop);
  } finally {
    await removeDemoDirectory(dataDir);
  }
}

async function runDemo(config: Config, options: DemoOptions, stop: AbortSignal): Promise<void> {
  const app = await openApp(config, { log: logToStderr(config.logLevel), databaseSettings: THROW_AWAY });
  try {
    const prepared = await prepare(app, options, stop);
    if (stop.aborted) return;
    const serving = await startServing(app);
    const credentials = { url: serving.url, ...prepared.credentials };
    console.log(options.json ? JSON.stringify(credentials) : demoReport(credentials, prepared));
    await aborted(stop);
    await serving.stop();
  } finally {
    await app.close();
  }
}

/** The demo never touches the database and the secret that the environment names: those are of a real installation. */
function throwAway(config: Config, { dataDir, port }: { dataDir: string; port: number | undefined }): Config {
  return {
    ...config,
    dataDir,
    port: port ?? config.port,
    databaseUrl: undefined,
    migrateUrl: undefined,
    secret: undefined,
    // Nobody else could work on them.
    jobs: true,
    // Nobody gets mail from invented people.
    smtpUrl: undefined,
    // One line for each request would bury the credentials.
    logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel,
  };
}

interface Prepared {
  readonly credentials: Omit<DemoCredentials, 'url'>;
  readonly people: number;
  /** The e-mail address of one of the people. */
  readonly knownEmail: string | undefined;
}

async function prepare(app: App, { empty }: DemoOptions, stop: AbortSignal): Promise<Prepared> {
  const password = randomSecret(12);
  const administrator = { email: 'admin@riverbend.example', password, firstName: 'Priya', lastName: 'Nand' };
  const school = { name: 'Riverbend School', slug: 'riverbend', timeZone: 'America/Chicago', country: 'US' };
  const { organization, credentials } = await setUpOrganization(app, {
    ...school,
    ...administrator,
    settings: { registry: 'sandbox' },
  });
  const complete = { ...credentials, oho: { ...credentials.oho, password } };
  if (empty || stop.aborted) return { credentials: complete, people: 0, knownEmail: undefined };
  // Loaded only here: the generator of names takes longer to load than the other commands to run.
  const { fillDemo } = await import('../demo/fill.ts');
  const filled = await fillDemo(app, organization, { stop, onProgress: progressBar('Creating people') });
  return { credentials: complete, ...filled };
}
