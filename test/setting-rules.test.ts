import { describe, expect, test } from 'vitest';
import { CORE_SETTINGS } from '../src/core/access/setting-rules.ts';
import { settingsReader } from '../src/core/base/settings.ts';
import { DIALECTS, SETTING_RULES } from '../src/http/dialects.ts';

const read = settingsReader(SETTING_RULES);
const accepts = (name: string, value: unknown) => SETTING_RULES[name]?.accepts(value);

test('no two parts of the program have a setting of one name', () => {
  const declared = [CORE_SETTINGS, ...DIALECTS.map((dialect) => dialect.settings ?? {})].flatMap(Object.keys);
  expect(declared.length).toBeGreaterThan(15);
  expect(new Set(declared).size).toBe(declared.length);
});

test.each(Object.entries(SETTING_RULES))('%s takes its own default', (_name, rule) => {
  expect(rule.accepts(rule.default)).toBe(true);
});

describe('what no setting takes', () => {
  const names = Object.keys(SETTING_RULES);
  const hostile: readonly unknown[] = [
    3_000_000_000,
    -1,
    1.5,
    Number.NaN,
    'a\0b',
    '\ud800',
    'x'.repeat(100_000),
    undefined,
    [3_000_000_000],
    [[]],
    [null],
    Array(10_000).fill(''),
    { constructor: 1 },
    { names: true, email: true, phones: true, addresses: true, more: true },
  ];
  test.each(names)('%s', (name) => {
    for (const value of hostile) expect(accepts(name, value), JSON.stringify(value)?.slice(0, 40)).toBe(false);
  });
});

test.each<[string, unknown, unknown]>([
  ['expiryLeadDays', [90, 0, 3650], [3651]],
  ['expiryLeadDays', [], Array(21).fill(1)],
  ['sandboxDelaySeconds', 86_400, 86_401],
  ['fiscalYearFirstMonth', 12, 0],
  ['fiscalYearFirstMonth', 1, 13],
  ['allowedOrigins', ['https://www.example.org', 'http://localhost:3000'], ['https://www.example.org/']],
  ['allowedOrigins', [], ['file:///']],
  ['disabledMethods', ['CRConsAPI.create'], ['create']],
  ['welcomeMail', { subject: 'Hello', text: 'x'.repeat(20_000) }, { subject: 'Hello', text: 'x'.repeat(20_001) }],
  ['fieldRules', { gender: { person: 'hidden' } }, { gender: { everybody: 'hidden' } }],
  ['fieldRules', {}, Object.fromEntries(Array.from({ length: 201 }, (_, index) => [index, {}]))],
  ['webhookSha1Header', 'X-Signature', 'X-Signature: 1\r\nEvil'],
  ['webhookSha1Header', 'X-Hub-Signature', 'Transfer-Encoding'],
  ['webhookSha1Header', 'Oho-Signature', 'content-length'],
  ['webhookSha1PlainHeader', 'X-Plain', 'Webhook-Signature'],
  ['webhookSha1PlainHeader', 'X-Oho-Signature-Sha1', 'Host'],
])('%s takes %j and not %j', (name, right, wrong) => {
  expect([accepts(name, right), accepts(name, wrong)]).toEqual([true, false]);
});

describe('lists of addresses', () => {
  test.each(['203.0.113.9', '203.0.113.0/24', '0.0.0.0/0', '2001:db8::5', '2001:db8::/32', '::/0', '::1/128'])(
    'take %s',
    (entry) => expect(accepts('serverAddresses', [entry])).toBe(true),
  );
  test.each([
    '203.0.113.9/',
    '203.0.113.9/33',
    '203.0.113.9/ 8',
    '203.0.113.9/08',
    '203.0.113.9/+8',
    '203.0.113.9/8/8',
    '203.0.113.9/255.255.255.0',
    ' 203.0.113.9',
    '203.0.113.9 ',
    '203.0.113.09',
    '203.0.113',
    '3405803785',
    '0x7f.0.0.1',
    '2001:db8::/',
    '2001:db8::/129',
    '2001:db8::/032',
    'fe80::1%eth0',
    'fe80::%eth0/64',
    '::ffff:203.0.113.9',
    '::ffff:203.0.113.0/120',
    '::FFFF:cb00:7109',
    '[2001:db8::5]',
    'localhost',
    '/8',
    '',
  ])('do not take "%s"', (entry) => expect(accepts('serverAddresses', [entry])).toBe(false));
});

describe('what is stored and out of bounds', () => {
  test('is as if it were not set', () => {
    const stored = { expiryLeadDays: [3_000_000_000], registry: 'sandbox', uniqueEmail: 'yes', unknown: 1 };
    expect(read(stored)).toEqual({ ...read({}), registry: 'sandbox' });
  });

  test.each([[['203.0.113.9/']], ['203.0.113.9'], [{}], [null], [['203.0.113.9', 7]]])(
    'lets nobody pass as a list of addresses: %j',
    (stored) => {
      const { serverAddresses } = read({ serverAddresses: stored });
      expect(serverAddresses).not.toHaveLength(0);
      expect(serverAddresses).not.toContain('203.0.113.9/');
    },
  );
});
