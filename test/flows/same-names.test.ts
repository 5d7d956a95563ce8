// A name that is typed otherwise is the same name: with capitals, full-width or composed letters, another apostrophe.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../support/kith.ts';
import { type OhoClient, ohoClient } from '../support/oho-client.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let oho: OhoClient;
beforeAll(async () => {
  kith = await startKith({ sandbox: true });
  oho = ohoClient(kith.url, kith.basic);
});
afterAll(() => kith.stop());

const SPELLINGS: readonly (readonly [string, string])[] = [
  ['İpek', 'İPEK'.normalize('NFD')],
  ['Zoë', 'Zoe\u0308'],
  ["D'Arcy", 'D’Arcy'],
  ['Kim', 'ＫＩＭ'],
  ['Ann Mary', 'Ann\u00a0Mary'],
];

const check = async (type: string, identifier: string | undefined, first_name: string) =>
  (await oho.post('/api/scan', { type, first_name, surname: 'Lee', birth_date: '1990-01-01', identifier })).body
    .accreditation_id;

test.each(SPELLINGS)('%s and %s of nobody on record are one check', async (one, other) => {
  const number = `N${SPELLINGS.findIndex(([first]) => first === one)}`;
  const first = await check('vicwwc', number, one);
  expect(first).toEqual(expect.any(Number));
  expect(await check('vicwwc', number, other)).toBe(first);
  expect(await check('vicwwc', number, 'Somebody Else')).not.toBe(first);
});

test.each(SPELLINGS)('who was asked about as %s is not asked about again as %s', async (one, other) => {
  const email = `n${SPELLINGS.findIndex(([first]) => first === one)}@shared.example`;
  const headers = { ...kith.lgl, 'content-type': 'application/json' };
  const body = JSON.stringify({ first_name: 'Quentin', email_addresses: [{ address: email }] });
  const { id } = (await (await fetch(`${kith.url}/api/v1/constituents`, { method: 'POST', headers, body })).json()) as {
    id: number;
  };
  for (const first_name of [one, other]) {
    await oho.post('/api/constituents/ensure_exists', { first_name, last_name: 'Lee', email });
  }
  const doubts = await kith.app.db.all(
    sql(`select from changes where kind = 'constituent.match_doubtful' and subject_id = $1`, [id]),
  );
  expect(doubts).toHaveLength(1);
});
