import { expect, test } from 'vitest';
import { unknownSettings } from './config.ts';

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
