// How the server serves the console: its page, its files, and nothing that a page of another site could use.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
beforeAll(async () => {
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, ['console/build.ts'], { env });
  kith = await startKith();
});
afterAll(() => kith.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${kith.url}${path}`, { redirect: 'manual', headers });

test('the root leads to the console, and every address of a screen is the page', async () => {
  expect((await get('/')).headers.get('location')).toBe('/console/');
  for (const path of ['/console', '/console/', '/console/people/1001001?tab=history', '/console/no/such/screen']) {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')], path).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
});

test('scripts run from this server alone, none in the page, and no other page frames it', async () => {
  const [one, two] = [await get('/console/'), await get('/console/')];
  const policy = one.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(two.headers.get('content-security-policy')).not.toBe(policy);
  const html = await one.text();
  const nonce = /nonce-([\w-]+)/.exec(policy)?.[1] ?? '?';
  expect(html).toContain(`nonce="${nonce}"`);
  expect(html).not.toMatch(/<script(?![^>]*src=)/);
  expect(html).not.toMatch(/https?:/);
});

test('files are sent compressed, for a year; what is no file is not found', async () => {
  const html = await (await get('/console/')).text();
  const [path = ''] = /\/console\/assets\/index-[\w-]+\.js/.exec(html) ?? [];
  const script = await get(path, { 'accept-encoding': 'br' });
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(script.headers.get('content-encoding')).toBe('br');
  expect(script.headers.get('x-content-type-options')).toBe('nosniff');
  for (const missing of ['/console/assets/no.js', '/console/assets/..%2f.built-from'])
    expect((await get(missing)).status, missing).not.toBe(200);
});

/** Bytes of script, as sent, before the list of people shows: what the page names, and what that imports at once. */
async function scriptBytes(): Promise<number> {
  const html = await (await get('/console/')).text();
  const paths = new Set(html.match(/\/console\/assets\/[\w-]+\.js/g));
  let bytes = 0;
  for (const path of paths) {
    const answer = await get(path, { 'accept-encoding': 'gzip' });
    bytes += Number(answer.headers.get('content-length'));
    const text = await answer.text();
    for (const [, name] of text.matchAll(/(?:from|import)\s*["']\.\/([\w-]+\.js)["']/g))
      paths.add(`/console/assets/${name}`);
  }
  return bytes;
}

test('the first screen takes less than 170 kB of script, compressed', async () => {
  const bytes = await scriptBytes();
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(170_000);
});
