// An address that people share: the name decides whom a call means, and where it cannot, nobody is touched.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lglClient } from '../contract/lgl/client.ts';
import { type Caller, caller } from '../contract/luminate/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { type OhoClient, ohoClient } from '../support/oho-client.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let oho: OhoClient;
let api: Caller;
beforeAll(async () => {
  kith = await startKith({ sandbox: true });
  oho = ohoClient(kith.url, kith.basic);
  api = caller(kith);
});
afterAll(() => kith.stop());

let number = 0;
/** Donors of Little Green Light who share a new address. */
async function household(...names: string[]) {
  number += 1;
  const email = `household${number}@example.org`;
  const ids: number[] = [];
  for (const first_name of names) {
    const body = { first_name, last_name: 'Mensah', email_addresses: [{ address: email }] };
    ids.push((await lglClient(kith.url, kith).post('/constituents', body)).body.id);
  }
  return { email, ids };
}
const shown = async (id: number) => (await oho.get(`/api/constituents/${id}`)).body;
const ensure = (first_name: string, email: string, last_name = 'Mensah') =>
  oho.post('/api/constituents/ensure_exists', { first_name, last_name, email });
const doubts = async (id: number) => {
  const text = `select after from changes where kind = 'constituent.match_doubtful' and subject_id = $1`;
  return (await kith.app.db.all<{ after: object }>(sql(text, [id]))).map(({ after }) => after);
};

describe('ensure_exists', () => {
  test('of somebody else than the holder answers the holder and leaves them as they are', async () => {
    const { email, ids } = await household('Kwame');
    const { status, body } = await ensure('Olga', email);
    expect([status, body.id, body.active]).toEqual([200, ids[0], false]);
    expect((await shown(body.id)).active).toBe(false);
    expect(await doubts(body.id)).toEqual([{ email, firstName: 'Olga', lastName: 'Mensah' }]);
  });

  test('of one of several takes the one of that name', async () => {
    const { email, ids } = await household('Kwame', 'Olga');
    expect((await ensure('OLGA', email)).body).toMatchObject({ id: ids[1], active: true });
    expect((await shown(ids[0] ?? 0)).active).toBe(false);
    // Also once the other one is active, who would come first.
    expect((await ensure('Kwame', email)).body).toMatchObject({ id: ids[0], active: true });
  });

  test('of none of several touches nobody', async () => {
    const { email, ids } = await household('Kwame', 'Olga');
    expect((await ensure('Priya', email)).body).toMatchObject({ id: ids[0], active: false });
    for (const id of ids) expect((await shown(id)).active).toBe(false);
  });

  test.each([
    ['Kwame', 'Kwame', 'Owusu'],
    ['Pat', 'Patrick', 'Mensah'],
    ['Mary Ann', 'mary', 'Mensah'],
    ['Zoë', 'Zoe', 'Mensah'],
  ])('%s is %s %s', async (listed, first, last) => {
    const { email, ids } = await household(listed);
    expect((await ensure(first, email, last)).body).toMatchObject({ id: ids[0], active: true });
    expect(await doubts(ids[0] ?? 0)).toEqual([]);
  });
});

describe('a check', () => {
  const scan = (first_name: string, constituent: object) =>
    oho.post('/api/scan', {
      type: 'sawwc',
      identifier: `SRN ${number}`,
      first_name,
      surname: 'Mensah',
      birth_date: '1990-01-01',
      mobile_number: '0412 345 678',
      constituent,
    });

  test('of somebody else of the same address is a check of nobody in the record', async () => {
    const { email, ids } = await household('Kwame');
    await scan('Olga', { first_name: 'Olga', last_name: 'Mensah', email });
    expect(await shown(ids[0] ?? 0)).toMatchObject({ active: false, date_of_birth: null, accreditations: [] });
  });

  test('of somebody else by the id that was answered for them is one of nobody too', async () => {
    const { email, ids } = await household('Kwame');
    expect((await ensure('Olga', email)).body.id).toBe(ids[0]);
    await scan('Olga', { id: ids[0] });
    const left = { active: false, date_of_birth: null, mobile_number: null, accreditations: [] };
    expect(await shown(ids[0] ?? 0)).toMatchObject(left);
    await scan('Kwame', { id: ids[0] });
    expect(await shown(ids[0] ?? 0)).toMatchObject({ active: true, date_of_birth: '1990-01-01' });
  });

  test('of nobody in the record is one by number and name, and by birth date where there is no number', async () => {
    const ask = async (more: object) =>
      (
        await oho.post('/api/scan', {
          type: 'sawwc',
          identifier: 'ALONE 1',
          first_name: 'Olga',
          surname: 'Mensah',
          ...more,
        })
      ).body.accreditation_id;
    const olga = await ask({});
    expect(await ask({ identifier: 'alone-1', first_name: ' olga' })).toBe(olga);
    expect(await ask({ first_name: 'Kwame' })).not.toBe(olga);
    expect(await ask({ surname: 'Owusu' })).not.toBe(olga);
    const ban = { type: 'agedcareban', identifier: null };
    const listed = await ask({ ...ban, birth_date: '1990-01-01' });
    expect(await ask({ ...ban, birth_date: '1990-01-01' })).toBe(listed);
    expect(await ask({ ...ban, birth_date: '1991-01-01' })).not.toBe(listed);
    expect(await ask({ ...ban, first_name: 'Kwame', birth_date: '1990-01-01' })).not.toBe(listed);
  });
});

test('an information request goes to the one of that name', async () => {
  await oho.post('/api/screening_packages', { code: 'one', name: 'One', items: [{ type: 'nswwwc' }] });
  const { email, ids } = await household('Kwame');
  const ask = async (first_name: string) => {
    const constituent = { first_name, last_name: 'Mensah', email };
    return (await oho.post('/api/icrs', { screening_package_code: 'one', constituent })).body.constituent_id;
  };
  expect(await ask('Kwame')).toBe(ids[0]);
  const olga = await ask('Olga');
  expect(ids).not.toContain(olga);
  expect(await ask('Olga')).toBe(olga);
});

describe('a birth date to come', () => {
  const FUTURE = '2999-12-31';
  const person = (email: string) => ({ first_name: 'Kim', last_name: 'Lee', email });

  test('is refused by Oho with 400', async () => {
    const future = { ...person('kim@example.org'), date_of_birth: FUTURE };
    for (const path of ['ensure_exists', '']) {
      const { status, body } = await oho.post(`/api/constituents/${path}`.replace(/\/$/, ''), future);
      expect([status, body.error.details]).toEqual([400, { invalid: ['date_of_birth'] }]);
    }
    const { id } = (await oho.post('/api/constituents', person('kim2@example.org'))).body;
    expect((await oho.patch(`/api/constituents/${id}`, { date_of_birth: FUTURE })).status).toBe(400);
    const scan = { type: 'sawwc', identifier: 'F1', first_name: 'Kim', surname: 'Lee', birth_date: FUTURE };
    for (const about of [{}, { constituent: { id } }]) {
      const { status, body } = await oho.post('/api/scan', { ...scan, ...about });
      expect([status, body.error.details]).toEqual([400, { invalid: ['birth_date'] }]);
    }
    expect((await shown(id)).date_of_birth).toBeNull();
  });

  test('is refused by LGL with 422', async () => {
    const lgl = lglClient(kith.url, kith);
    expect((await lgl.post('/constituents', { first_name: 'Kim', birthday: FUTURE })).status).toBe(422);
    const { id } = (await lgl.post('/constituents', { first_name: 'Kim' })).body;
    const { status, body } = await lgl.patch(`/constituents/${id}`, { birthday: FUTURE });
    expect([status, JSON.stringify(body)]).toEqual([
      422,
      expect.stringContaining('birthday must not be in the future'),
    ]);
  });

  test('is refused by Luminate with its error', async () => {
    const fields = { 'name.first': 'Kim', primary_email: 'kim3@example.org' };
    const refused = await api.server('create', { ...fields, birth_date: FUTURE });
    expect([refused.status, refused.body.code]).toEqual([403, '22']);
    const { body } = await api.server('create', fields);
    const changed = await api.server('update', { cons_id: body.cons_id, birth_date: FUTURE });
    expect([changed.status, changed.body.code]).toEqual([403, '22']);
  });
});
