// Whatever a person is called, looking for them answers, and whoever is on record so can be scanned.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import { askForScan, runScan } from '../../src/core/matching/scan.ts';
import { transaction } from '../../src/db/transaction.ts';
import { keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { Chance } from '../support/made-people.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

const TEXTS = [
  ...[
    '',
    ' ',
    '.',
    '-',
    "'",
    'de la',
    'van',
    'Jr',
    'Jr.',
    'Dr.',
    'Dr. Dr.',
    'A',
    'a b c d e f g h i j',
    '李',
    '李 小龙',
    'Петров',
    'Ωμέγα',
  ],
  ...[
    '😀',
    '👨‍👩‍👧',
    '\u202Eabc',
    'x'.repeat(9_000),
    'a '.repeat(2_000),
    '__proto__',
    'constructor',
    'İstanbul',
    'ﬁ',
    '１２３',
    '0',
    '<b>',
    '%00',
  ],
];

test('three hundred odd people are looked for, kept, scanned and found again', async () => {
  const chance = new Chance(99);
  const api = nativeClient(kith.url, keyOf(kith));
  const text = () => TEXTS[chance.below(TEXTS.length)]!;
  const seen = { answered: 0, made: 0 };
  for (let turn = 0; turn < 300; turn += 1) {
    const body = {
      ...{
        is_org: chance.is(0.2),
        first_name: text(),
        last_name: text(),
        middle_name: text(),
        org_name: text(),
        suffix: text(),
      },
      ...{ maiden_name: text(), gender: text(), birth_date: chance.is(0.3) ? '1990-02-28' : null },
      phone_numbers: Array.from({ length: chance.below(4) }, () => ({
        number: chance.is(0.5) ? '206 555 0101' : text() || 'x',
      })),
      street_addresses: Array.from({ length: chance.below(4) }, () => ({
        street: text(),
        city: text(),
        state: text(),
        postal_code: text(),
      })),
    };
    const found = await api.send('POST', '/constituents/match', { constituent: body, limit: 20 });
    expect([200, 422], JSON.stringify(found.body).slice(0, 200)).toContain(found.status);
    if (found.status === 200) {
      seen.answered += 1;
      for (const { probability } of found.body.data) expect(probability > 0 && probability <= 1).toBe(true);
    }
    const made = await api.send('POST', '/constituents', body);
    expect(made.status).toBeLessThan(500);
    if (made.status === 201) seen.made += 1;
  }
  expect(seen.answered).toBeGreaterThan(200);
  expect(seen.made).toBeGreaterThan(150);
  const actor = systemActor(kith.organization, 'job', 'test');
  await transaction(kith.app.db, actor, (tx) => askForScan(tx, actor));
  expect(await runScan(kith.app.db, actor)).toMatchObject({ status: 'done', people: seen.made });
  expect((await api.get('/duplicates?limit=1000')).status).toBe(200);
}, 120_000);
