import { expect, test } from 'vitest';
import { readConfig, unknownSettings } from './config.ts';

test.each([
  ['KITH_PROT', 'KITH_PORT'],
  ['KITH_DATADIR', 'KITH_DATA_DIR'],
  ['KITH_SMTP', 'KITH_SMTP_URL'],
  ['KITH_TRUSTED_PROXY', 'KITH_TRUST_PROXY'],
])('%s is told, with %s as the nearest name', (name, nearest) => {
  expect(unknownSettings({ [name]: '1' })).toEqual([
    `${name} is no setting of Kith and has no effect; did you mean ${nearest}?`,
  ]);
});

test('a name that is like no other is told without a guess', () => {
  expect(unknownSettings({ KITH_FAVOURITE_COLOUR: 'blue' })).toEqual([
    'KITH_FAVOURITE_COLOUR is no setting of Kith and has no effect; README.md lists the settings',
  ]);
});

test('settings, variables of other programs and those of the tests are not told', () => {
  expect(
    unknownSettings({ KITH_PORT: '1', PATH: '/bin', KITHARA: '1', KITH_TEST_CITUS_URL: 'x', DATABASE_URL: 'y' }),
  ).toEqual([]);
});

test.each([
  ['KITH_OHO_RATE_LIMIT', 'ten', 'takes a whole number from 0 to 1000000'],
  ['KITH_OHO_RATE_LIMIT', '-1', 'takes a whole number from 0 to 1000000'],
  ['KITH_OHO_TOKEN_SECONDS', '59', 'takes a whole number from 60 to 31536000'],
  ['KITH_LGL_RATE_LIMIT', '300', 'takes calls/seconds, such as 300/300'],
  ['KITH_LGL_RATE_LIMIT', '0/300', 'takes calls/seconds, such as 300/300'],
])('%s=%s is refused, and what a dialect takes is said', (name, text, said) => {
  expect(() => readConfig({ [name]: text })).toThrow(`${name}: ${said}`);
});

test('variables of dialects are known, and an empty one is not set', () => {
  expect(unknownSettings({ KITH_LGL_RATE_LIMIT: '1/1', KITH_OHO_RATE_LIMIT: '' })).toEqual([]);
  expect(readConfig({ KITH_LGL_RATE_LIMIT: '' }).variables.KITH_LGL_RATE_LIMIT).toBeUndefined();
});
