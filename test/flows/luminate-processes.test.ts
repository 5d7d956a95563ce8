// What Luminate's servlets keep outside the request: nothing in one process, and nothing secret in the log
// (docs/contracts/luminate.md §1.8; parameters with credentials often stand in the URL).
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { setUpOrganization } from '../../src/cli/set-up-organization.ts';
import { readConfig } from '../../src/config.ts';
import { buildServer } from '../../src/http/server.ts';
import { cloneDatabase, startKith, type TestKith } from '../support/kith.ts';

type Body = Record<string, Record<string, string>>;

async function call(url: string, fields: Record<string, string>, cookie = ''): Promise<{ body: Body; cookie: string }> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie } });
  const set = response.headers.getSetCookie()[0]?.split(';', 1)[0];
  return { body: (await response.json()) as Body, cookie: set ?? cookie };
}

describe('two processes over one database', () => {
  let kith: TestKith;
  let twin: Awaited<ReturnType<TestKith['startTwin']>>;
  beforeAll(async () => {
    kith = await startKith();
    twin = await kith.startTwin();
  });
  afterAll(async () => {
    await twin.stop();
    await kith.stop();
  });

  test('share sessions, auth tokens, nonces and single sign-on tokens', async () => {
    const { api_key, login_name, login_password } = kith.credentials.luminate;
    const common = { api_key, v: '1.0', response_format: 'json' };
    const [here, there] = [kith.url, twin.url].map((url) => `${url}/site/CRConsAPI`) as [string, string];
    const created = await call(here, { ...common, method: 'create', primary_email: 'robin@example.org' });
    const id = created.body.createConsResponse?.cons_id ?? '';
    const page = await call(there, { ...common, method: 'getLoginUrl' }, created.cookie);
    const { token = '', url = '' } = page.body.getLoginUrlResponse ?? {};
    const self = await call(here, { ...common, method: 'getUser', auth: token, fields: 'cons_id' }, created.cookie);
    expect(self.body).toEqual({ getConsResponse: { cons_id: id } });
    const nonce = new URL(url).searchParams.get('NONCE_TOKEN') ?? '';
    const handed = await call(here, { ...common, method: 'loginTest', NONCE_TOKEN: nonce });
    expect(handed.body.loginResponse?.cons_id).toBe(id);
    const replayed = await call(there, { ...common, method: 'loginTest', NONCE_TOKEN: nonce });
    expect(replayed.body.errorResponse?.code).toBe('3');
    const admin = { ...common, login_name, login_password, method: 'getSingleSignOnToken', cons_id: id };
    const issued = await call(`${kith.url}/site/SRConsAPI`, admin);
    const sso_auth_token = issued.body.getSingleSignOnTokenResponse?.token ?? '';
    const proven = await call(there, { ...common, method: 'getUser', sso_auth_token, fields: 'cons_id' });
    expect(proven.body).toEqual({ getConsResponse: { cons_id: id } });
    await call(there, { ...common, method: 'logout' }, created.cookie);
    const after = await call(here, { ...common, method: 'loginTest' }, created.cookie);
    expect(after.body.errorResponse?.code).toBe('3');
  });
});

test('no password, key, token or name reaches the log', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const env = {
    DATABASE_URL: await cloneDatabase(),
    KITH_SECRET: 'a secret of the tests, at least 32 characters long',
  };
  const app = await openApp({ ...readConfig(env), host: '127.0.0.1' }, { log });
  const server = await buildServer(app);
  const base = await server.listen({ host: '127.0.0.1', port: 0 });
  const input = { name: 'Riverbend', slug: 'riverbend', email: 'admin@example.org', password: 'Correct-Horse-9' };
  const { api_key, login_name, login_password } = (await setUpOrganization(app, input)).credentials.luminate;
  const secrets = [api_key, login_password, 'Open-Sesame-7', 'Wrong-Guess-8', 'Zebedee', 'zebedee@example.org'];
  const common = { api_key, v: '1.0', login_name };
  const person = {
    primary_email: 'zebedee@example.org',
    'name.first': 'Zebedee',
    user_name: 'zebedee',
    user_password: 'Open-Sesame-7',
  };
  const calls = [
    { ...common, ...person, login_password, method: 'create' },
    { ...common, ...person, login_password, method: 'create' },
    { ...common, login_password: 'Wrong-Guess-8', method: 'create' },
    { ...common, ...person, login_password, method: 'getUser' },
    { ...common, ...person, login_password, method: 'nonsense' },
    { ...common, ...person, login_password, method: 'update', birth_date: 'Zebedee' },
  ];
  for (const fields of calls) {
    const query = new URLSearchParams(fields).toString();
    const response = await fetch(`${base}/site/SRConsAPI?${query}`, { method: 'POST' });
    secrets.push(...((await response.text()).match(/<token>([^<]+)/)?.slice(1) ?? []));
  }
  await server.close();
  await app.close();
  const text = lines.join('');
  expect(lines.length).toBeGreaterThanOrEqual(calls.length);
  expect(secrets.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))).toEqual([]);
});
