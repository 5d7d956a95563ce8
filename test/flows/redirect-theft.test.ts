// A signed-on person opens a page that links to Kith and wants what proves the session, in a real browser.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_BROWSER, launchBrowser } from '../support/browser.ts';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
let site: Server;
let browser: Browser;
/** What the other site was asked for, and the page that it shows. */
const asked: string[] = [];
let page = '';

const hostOf = (server: Server) => `localhost:${(server.address() as AddressInfo).port}`;

describe.skipIf(!HAS_BROWSER)('a link that wants a session', () => {
  beforeAll(async () => {
    kith = await startKith();
    site = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Site</title>${page}`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await kith?.stop();
  });

  const PROOF = `s=\${getLoginUrlResponse/JSESSIONID}&t=\${getLoginUrlResponse/token}&end`;

  async function signedOnContext() {
    const context = await browser.newContext();
    const form = { method: 'create', v: '1.0', response_format: 'json', api_key: kith.credentials.luminate.api_key };
    const created = await context.request.post(`${kith.url}/riverbend/site/CRConsAPI`, {
      form: { ...form, primary_email: `robin.${asked.length}@example.org` },
    });
    expect(created.status()).toBe(200);
    return context;
  }

  /** Opens the other site, follows its one link, and returns what that site was asked for afterwards. */
  async function follow(target: string): Promise<string[]> {
    const query = new URLSearchParams({
      method: 'getLoginUrl',
      v: '1.0',
      api_key: kith.credentials.luminate.api_key,
      redirect: `${target}?${PROOF}`,
    });
    page = `<a href="${kith.url}/riverbend/site/CRConsAPI?${query.toString().replaceAll('&', '&amp;')}">Look</a>`;
    const context = await signedOnContext();
    const tab = await context.newPage();
    await tab.goto(`http://${hostOf(site)}/`);
    const before = asked.length;
    await Promise.all([tab.waitForNavigation({ waitUntil: 'load' }), tab.click('a')]);
    await context.close();
    return asked.slice(before).filter((path) => !path.startsWith('/favicon'));
  }

  test.each([
    (host: string) => `/.//${host}/`,
    (host: string) => `/%2e//${host}/`,
    (host: string) => `//${host}/`,
    (host: string) => `/\\${host}/`,
    (host: string) => `/\t/${host}/`,
    (host: string) => `http://${host}/`,
    (host: string) => `http:\${a}//${host}/`,
  ])('%s stays with Kith', async (spell) => {
    expect(await follow(spell(hostOf(site)))).toEqual([]);
  });

  test('a site that the organization lists is reached, without what proves the session', async () => {
    await kith.changeSetting('allowedOrigins', [`http://${hostOf(site)}`]);
    expect(await follow(`http://${hostOf(site)}/back`)).toEqual(['/back?s=&t=&end']);
    await kith.changeSetting('allowedOrigins', []);
  });

  test('a form of that site gets it', async () => {
    await kith.changeSetting('allowedOrigins', [`http://${hostOf(site)}`]);
    const context = await browser.newContext();
    const tab = await context.newPage();
    const fields = {
      method: 'create',
      v: '1.0',
      api_key: kith.credentials.luminate.api_key,
      primary_email: 'form@example.org',
      get_single_sign_on_token: 'true',
      success_redirect: `http://${hostOf(site)}/back?t=\${createConsResponse/token}&end`,
    };
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
    );
    page = `<form method="post" action="${kith.url}/riverbend/site/CRConsAPI">${inputs.join('')}<button>Go</button></form>`;
    await tab.goto(`http://${hostOf(site)}/`);
    await Promise.all([tab.waitForURL(/\/back/), tab.click('button')]);
    expect(tab.url()).toMatch(/\/back\?t=[\w-]{80,}&end$/);
    await context.close();
    await kith.changeSetting('allowedOrigins', []);
  });
});
