// Parse Server as a process of its own. Its settings come in PEER_SETTINGS as JSON; prints where it listens.
import { ParseServer } from 'parse-server';

const { database, host, user, pool, masterKey } = JSON.parse(process.env.PEER_SETTINGS ?? '{}');
const { server } = await ParseServer.startApp({
  databaseURI: `postgres://${user}@localhost/${database}`,
  // The Unix socket that Kith uses too.
  databaseOptions: { host, max: pool },
  appId: 'bench',
  masterKey,
  serverURL: 'http://127.0.0.1/parse',
  verifyServerUrl: false,
  mountPath: '/parse',
  host: '127.0.0.1',
  port: 0,
  logLevel: 'error',
  allowClientClassCreation: false,
  allowCustomObjectId: true,
});
console.log(`listening on http://127.0.0.1:${server.address().port}`);
process.on('SIGTERM', () => process.exit(0));
