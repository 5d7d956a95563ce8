// A sign-up page on another origin, in a real browser: creates a constituent with credentials, is logged in, reads
// itself, logs out (docs/contracts/luminate.md §7, vectors 1 to 3).
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_BROWSER, launchBrowser } from '../support/browser.ts';
import { startKith, type TestKith } from '../support/kith.ts';

/** The page: calls as browser clients make them, the session id as data because the cookie is a third party's. */
const PAGE = `<!doctype html><title>Sign up</title><script>
  let session = {};
  async function call(method, parameters = {}, verb = 'POST') {
    const all = new URLSearchParams({ luminateExtend: '1.9.0', method, api_key: KEY, response_format: 'json', suppress_response_codes: 'true', v: '1.0', ...parameters });
    if (session.token) { all.set('auth', session.token); all.set('JSESSIONID', session.JSESSIONID); }
    const path = KITH + '/site/CRConsAPI' + (session.routing_id ? ';jsessionid=' + session.routing_id : '');
    const response = await fetch(verb === 'GET' ? path + '?' + all : path, { method: verb, credentials: 'include', ...(verb === 'GET' ? {} : { body: all }) });
    return response.json();
  }
  async function getLoginUrl(parameters) {
    session = (await call('getLoginUrl', parameters, 'GET')).getLoginUrlResponse;
  }
</script>`;

let kith: TestKith;
let site: Server;
let browser: Browser;

describe.skipIf(!HAS_BROWSER)('sign-up page', () => {
  beforeAll(async () => {
    kith = await startKith();
    site = createServer((_request, response) => {
      const values = `<script>const KITH = ${JSON.stringify(kith.url)}, KEY = ${JSON.stringify(kith.credentials.luminate.api_key)};</script>`;
      response.setHeader('content-type', 'text/html').end(values + PAGE);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await kith?.stop();
  });

  const address = () => `http://localhost:${(site.address() as AddressInfo).port}`;

  test('an origin that is not allowed reads nothing', async () => {
    const page = await browser.newPage();
    await page.goto(address());
    const outcome = await page.evaluate('getLoginUrl().then(() => "read", (error) => error.name)');
    expect(outcome).toBe('TypeError');
    await page.close();
  });

  test('an allowed one signs a person up, who is logged in, reads themselves and logs out', async () => {
    await kith.changeSetting('allowedOrigins', [address()]);
    const page = await browser.newPage();
    await page.goto(address());
    const run = (code: string) => page.evaluate(`(async () => { ${code} })()`);
    const outcome = await run(`
      const created = await call('create', { primary_email: 'robin@example.org', user_name: 'robin', user_password: 'open sesame 1', 'name.first': 'Robin', 'name.last': 'Exemplar' });
      await getLoginUrl();
      const login = await call('login', { user_name: 'robin', password: 'open sesame 1' });
      await getLoginUrl(login.loginResponse?.nonce ? { NONCE_TOKEN: login.loginResponse.nonce } : {});
      const test = await call('loginTest');
      const self = await call('getUser', { fields: 'cons_id,name.first,email.primary_address' });
      const update = await call('update', { 'name.first': 'Robyn' });
      const again = await call('getUser');
      const logout = await call('logout');
      await getLoginUrl();
      const after = await call('getUser');
      return { created, login, test, self, update, again, logout, after };
    `);
    const answers = outcome as Record<string, Record<string, Record<string, unknown>>>;
    const id = answers.created?.createConsResponse?.cons_id;
    expect(answers).toMatchObject({
      created: { createConsResponse: { message: 'User created.', cons_id: expect.stringMatching(/^\d+$/) } },
      login: { loginResponse: { cons_id: id } },
      test: { loginResponse: { cons_id: id } },
      self: {
        getConsResponse: { cons_id: id, name: { first: 'Robin' }, email: { primary_address: 'robin@example.org' } },
      },
      update: { updateConsResponse: { message: 'User updated.', cons_id: id } },
      again: { getConsResponse: { name: { first: 'Robyn', last: 'Exemplar' } } },
      logout: { loginResponse: { message: 'User logged out successfully.' } },
      after: { errorResponse: { code: expect.stringMatching(/^[35]$/) } },
    });
    await page.close();
  });
});
