// The short form of `npm run attack` (docs/security.md), against Kith and against a server that gives way to everything.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTACKS, SHORT } from '../attack/attacks.ts';
import { report } from '../attack/result.ts';
import { allRoutes } from '../attack/routes.ts';
import { type Credentials, loopbackAddress, type Target } from '../attack/target.ts';
import { ADMIN_PASSWORD, startKith, type Tenant, type TestKith } from './support/kith.ts';

const TIMEOUT = 240_000;

function credentialsOf({ credentials }: Tenant): Credentials {
  return { ...credentials, oho: { ...credentials.oho, password: ADMIN_PASSWORD } };
}

describe('Kith', () => {
  let kith: TestKith;
  let target: Target;
  beforeAll(async () => {
    kith = await startKith({ sandbox: true });
    const stranger = credentialsOf(await kith.addTenant('hillside'));
    target = { ...loopbackAddress(kith.url), victim: credentialsOf(kith), stranger, pid: undefined };
  });
  afterAll(() => kith.stop());

  // Slow readers need a long list and a server of their own: `npm run attack` alone has these.
  test.each(Object.keys(ATTACKS).filter((name) => name !== 'slow-readers'))(
    'holds: %s',
    { timeout: TIMEOUT },
    async (name) => {
      const result = await ATTACKS[name]?.(target, SHORT);
      expect(result?.failures).toEqual([]);
      expect(result?.requests).toBeGreaterThan(10);
    },
  );
});

/** Everything that was ever sent to the server that gives way. */
let everything = '';

/** Reads without end, echoes other callers' input, follows every redirect, and crashes on what it does not know. */
async function giveWay(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readAll(request);
  everything = (everything + body).slice(-100_000);
  const fields = new URLSearchParams(`${request.url?.split('?')[1] ?? ''}&${body}`);
  const target = REDIRECTS.map((name) => fields.get(name)).find(Boolean);
  if (target) response.writeHead(302, { location: target.replaceAll(/[^\x20-\x7e]/g, '') });
  else if (/[%=]/.test(request.url ?? '')) response.statusCode = 500;
  else if (fields.get('method') === 'create') response.setHeader('set-cookie', 'JSESSIONID=abcdefghijklmnop');
  response.end(JSON.stringify({ id: 1, everything }));
}

const REDIRECTS = ['redirect', 'success_redirect', 'error_redirect', 'NEXTURL'];

async function readAll(request: IncomingMessage): Promise<string> {
  let body = '';
  try {
    for await (const chunk of request) if (body.length < 1_000_000) body += chunk;
  } catch {
    // The attack has hung up.
  }
  return body;
}

describe('a server that gives way', () => {
  let server: Server;
  let target: Target;
  const made = {
    organization: { id: 1, slug: 'x' },
    oho: { email: 'a@x.example', password: 'x' },
    native: { access_token: 'x' },
    lgl: { access_token: 'x' },
  };
  const naive: Credentials = {
    ...made,
    luminate: { api_key: 'x', login_name: 'x', login_password: 'x', organization: 'x' },
  };
  beforeAll(async () => {
    server = createServer(giveWay);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    target = { host: '127.0.0.1', port, victim: naive, stranger: naive, pid: undefined };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each(['isolation', 'redirects', 'odd-requests', 'fuzz', 'anonymous-memory'])(
    'is noticed: %s',
    { timeout: TIMEOUT },
    async (name) => {
      const result = await ATTACKS[name]?.(target, SHORT);
      expect(result?.failures).not.toEqual([]);
      expect(result && report([result])).toContain('FAILED');
    },
  );
});

test('all routes of all dialects are attacked', async () => {
  const routes = await allRoutes();
  const counts = Object.groupBy(routes, ({ dialect }) => dialect);
  expect(Object.keys(counts).sort()).toEqual(['lgl', 'luminate', 'native', 'oho']);
  expect(routes.length).toBeGreaterThan(200);
});

describe('only this machine is attacked', () => {
  test.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080', 'http://127.8.9.1'])(
    '%s is',
    (url) => {
      expect(loopbackAddress(url).host).toMatch(/^(127\.[\d.]+|::1)$/);
    },
  );
  test.each([
    'http://example.org',
    'http://10.0.0.1:8080',
    'http://127.0.0.1.example.org',
    'http://127.0.0.1@example.org/',
    'http://localhost.example.org',
    'http://0.0.0.0',
    'http://[::ffff:10.0.0.1]/',
    'https://127.0.0.1',
  ])('%s is not', (url) => {
    expect(() => loopbackAddress(url)).toThrow(/refused/);
  });
});
