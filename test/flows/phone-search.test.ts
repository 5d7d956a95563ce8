// A whole phone number finds the same number however it is written, read with the organization's country.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { lglClient } from '../contract/lgl/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
  await kith.app.db.all(
    sql(`update organizations set country = 'AU' where organization_id = $1`, [kith.organization.id]),
  );
});
afterAll(() => kith.stop());

async function found(number: string): Promise<string[]> {
  const query = new URLSearchParams({ 'q[]': `phone_number=${number}`, limit: '100' });
  const { status, body } = await lglClient(kith.url, kith).search(query.toString());
  expect(status).toBe(200);
  return body.items.map((item: { last_name: string }) => item.last_name);
}

test('in Australia', async () => {
  const numbers = {
    National: '(02) 9999 0188',
    International: '+61 2 9999 0188',
    Extension: '02 9999 0188 ext. 12',
    Full: '（０２）９９９９‐０１８８',
    Arabic: '٠٢ ٩٩٩٩ ٠١٨٨',
    Other: '(03) 9999 0188',
    Mobile: '0412 345 678',
  };
  for (const [last_name, number] of Object.entries(numbers)) {
    const { status } = await lglClient(kith.url, kith).post('/constituents', {
      last_name,
      phone_numbers: [{ number }],
    });
    expect(status).toBe(200);
  }
  const same = ['Arabic', 'Extension', 'Full', 'International', 'National'];
  for (const form of [
    '+61299990188',
    '(02) 9999 0188',
    '0299990188',
    '+61 2 9999-0188',
    '02 9999 0188 x7',
    '０２９９９９０１８８',
  ]) {
    expect([form, await found(form)]).toEqual([form, same]);
  }
  expect(await found('+61412345678')).toEqual(['Mobile']);
  expect(await found('0061 412 345 678')).toEqual([]);
  // Part of a number is contained, as before.
  expect(await found('9999 0188')).toEqual(
    ['Arabic', 'Extension', 'Full', 'International', 'National', 'Other'].sort(),
  );
});

test('a number with its country finds the one that was written without it', async () => {
  const lgl = lglClient(kith.url, kith);
  for (const [last_name, number] of Object.entries({
    Bare: '(206) 555-0199',
    Dotted: '206.555.0199',
    Extended: '206-555-0199 ext. 77',
    Whole: '+1 206 555 0199',
    Elsewhere: '+44 20 6555 0199',
  }))
    await lgl.post('/constituents', { last_name, phone_numbers: [{ number }] });
  for (const number of ['%2B12065550199', '+12065550199', '%2B1 (206) 555-0199', '%2B1-206-555-0199']) {
    const { body } = await lgl.search(`q[]=phone_number=${number}`);
    const names = body.items.map((item: { last_name: string }) => item.last_name);
    expect([number, names]).toEqual([number, ['Bare', 'Dotted', 'Extended', 'Whole']]);
  }
});

test('an extension is no part of the normalized digits', async () => {
  const lgl = lglClient(kith.url, kith);
  const numbers = [
    '(206) 555-0188 ext. 12',
    '206-555-0188 x12',
    '206.555.0188 #7',
    '+1 206 555 0188;ext=4',
    '2065550188 Extension 3',
  ];
  const { body } = await lgl.post('/constituents', {
    last_name: 'Desk',
    phone_numbers: numbers.map((number) => ({ number })),
  });
  expect(body.phone_numbers.map((row: { number: string }) => row.number)).toEqual(numbers);
  expect(body.phone_numbers.map((row: { normalized_number: string }) => row.normalized_number)).toEqual(
    numbers.map(() => '2065550188'),
  );
});
