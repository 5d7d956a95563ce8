// A request's address is the one that a trusted proxy names. No header that a caller writes can change it.

import { afterEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

const LISTED = '198.51.100.7';
const STRANGER = '203.0.113.9';

let kith: TestKith | undefined;
afterEach(async () => {
  await kith?.stop();
  kith = undefined;
});

async function startBehind(setting: string): Promise<TestKith> {
  kith = await startKith({ config: { trustProxy: readConfig({ KITH_TRUST_PROXY: setting }).trustProxy } });
  await kith.changeSetting('serverAddresses', [LISTED]);
  return kith;
}

/** The error code of a server call: 4 where the address is not listed. */
async function codeFrom({ url: base }: TestKith, forwarded: string): Promise<string> {
  const headers = { 'x-forwarded-for': forwarded, 'x-forwarded-proto': 'https' };
  const url = `${base}/riverbend/site/SRConsAPI?method=x&response_format=json`;
  const answer = await fetch(url, { method: 'POST', headers });
  return ((await answer.json()) as { errorResponse: { code: string } }).errorResponse.code;
}

describe('one hop', () => {
  test('the last address counts', async () => {
    const own = await startBehind('1');
    expect(await codeFrom(own, LISTED)).toBe('2');
    expect(await codeFrom(own, `${STRANGER}, ${LISTED}`)).toBe('2');
    expect(await codeFrom(own, `${LISTED}, ${STRANGER}`)).toBe('4');
    expect(await codeFrom(own, `${LISTED}, ${LISTED}, ${STRANGER}`)).toBe('4');
  });
});

test('two hops: the last but one', async () => {
  const own = await startBehind('2');
  expect(await codeFrom(own, `${STRANGER}, ${LISTED}, 10.0.0.1`)).toBe('2');
  expect(await codeFrom(own, `${LISTED}, ${STRANGER}, 10.0.0.1`)).toBe('4');
});

test('named proxies: the first address from behind that is none of them', async () => {
  const own = await startBehind('127.0.0.0/8, 10.0.0.0/8');
  expect(await codeFrom(own, `${LISTED}, 10.1.2.3, 10.0.0.1`)).toBe('2');
  expect(await codeFrom(own, `${LISTED}, ${STRANGER}, 10.0.0.1`)).toBe('4');
});

test.each(['10.0.0.0/8', '0'])('%s: nothing is believed from another', async (setting) => {
  const own = await startBehind(setting);
  expect(await codeFrom(own, LISTED)).toBe('4');
  const headers = {
    ...own.lgl,
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': LISTED,
  };
  await fetch(`${own.url}/api/v1/groups.json`, { headers, method: 'POST', body: '{"name":"Choir"}' });
  const list = await fetch(`${own.url}/api/v1/groups.json?limit=1`, { headers });
  expect(((await list.json()) as { next_link: string }).next_link).toMatch(/^http:\/\/127\.0\.0\.1:/);
});

test('the addresses of one /64 share the limit of wrong passwords', async () => {
  const own = await startBehind('1');
  for (const host of ['1', '2', 'ffff:ffff:ffff:ffff']) {
    const address = host.includes(':') ? `2001:db8:7:8:${host}` : `2001:db8:7:8::${host}`;
    const authorization = `Basic ${Buffer.from(`nobody-${host}@x.example:wrong`).toString('base64')}`;
    const headers = { authorization, 'x-forwarded-for': address };
    expect((await fetch(`${own.url}/api/constituents`, { headers })).status).toBe(401);
  }
  const text = `select subject, taken from rate_limits where scope = 'wrong passwords from an address'`;
  expect(await own.app.db.all(sql(text))).toEqual([{ subject: '2001:db8:7:8::/64', taken: 3 }]);
});

test.each(['true', '10', '127.0.0.1/', 'proxy.example', '10.0.0.0/40', '10.0.0.1,,10.0.0.2', 'loopback'])(
  'KITH_TRUST_PROXY=%s is refused, with what to write',
  (setting) => {
    expect(() => readConfig({ KITH_TRUST_PROXY: setting })).toThrow(
      /^KITH_TRUST_PROXY: .*such as 1, or .*127\.0\.0\.1/,
    );
  },
);
