// Whatever happens to the database under load, Kith goes on by itself when it is back: nothing acknowledged is lost, nothing
// pending stays undone, no request is answered with 500, and the log says once what happened.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { removeDirectory, temporaryDirectory } from '../support/kith-process.ts';
import { type Network, startNetwork } from '../support/network.ts';
import { type OutageScene, startOutageScene } from '../support/outage-scene.ts';
import { embeddedPrograms, type OwnServer, startOwnServer } from '../support/own-server.ts';

// Every event may take half a minute to be over.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let database: OwnServer;
let network: Network;
let scene: OutageScene;
let dataDir: string;
beforeAll(async () => {
  dataDir = await temporaryDirectory('outages');
  database = await startOwnServer(await embeddedPrograms());
  network = await startNetwork(database.port);
  const url = database.url.replace(`:${database.port}`, `:${network.port}`);
  scene = await startOutageScene({ KITH_DATA_DIR: dataDir, DATABASE_URL: url });
});
afterAll(async () => {
  await scene.stop();
  await network.stop();
  await database.stop();
  await removeDirectory(dataDir);
});

/** That the state lasts so long is the event itself. */
const lasting = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test.each<[what: string, event: () => Promise<void>, reason: RegExp]>([
  [
    'its connections are ended',
    async () => {
      await lasting(1_000);
      await database.administer(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'owner'`);
    },
    /terminating connection due to administrator command|Connection terminated/,
  ],
  [
    'it is restarted',
    async () => {
      await lasting(1_000);
      await database.end('SIGINT');
      await lasting(2_000);
      await database.start();
    },
    /terminating connection|Connection terminated|ECONNRE/,
  ],
  [
    'it is killed',
    async () => {
      await lasting(1_000);
      await database.end('SIGKILL');
      await database.start();
    },
    /terminating connection|Connection terminated|ECONNRE/,
  ],
  [
    'the network to it is cut',
    async () => {
      await lasting(1_000);
      network.cut();
      await lasting(8_000);
      network.restore();
    },
    /timeout|timed out/,
  ],
])('%s', async (_what, event, reason) => {
  await scene.survive(event);
  const errors = scene.errors();
  expect(errors.map(({ msg }) => msg)).toEqual(['the database was lost']);
  expect(errors[0]?.reason).toMatch(reason);
});
