import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { addRecord } from '../../support/records.ts';

let kith: TestKith;
let oho: OhoClient;
const people: { id: number; email: string }[] = [];
beforeAll(async () => {
  kith = await startKith();
  oho = ohoClient(kith.url, kith.basic);
  for (let number = 1; number <= 7; number += 1) {
    const body = { first_name: 'P', last_name: `N${number}`, email: `p${number}@x.example`, external_id: `E${number}` };
    people.push((await oho.post('/api/constituents', body)).body);
  }
  await oho.patch(`/api/constituents/${people[2]!.id}`, { active: false });
  await addRecord(kith, { isOrg: true, orgName: 'Acme' });
});
afterAll(() => kith.stop());

const idsOf = (answer: { body: { id: number }[] }) => answer.body.map((item) => item.id);
const allIds = () => people.map(({ id }) => id);

describe('GET /api/constituents', () => {
  test('is a bare array of everyone, inactive people included, in the documented shape', async () => {
    const answer = await oho.get('/api/constituents');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('link')).toBe(null);
    expect(idsOf(answer)).toEqual(allIds());
    expect(answer.body[2].active).toBe(false);
    expect(answer.body[0]).toEqual(people[0]);
  });

  test('shows of many addresses and numbers the same ones as the person alone, in every form of the list', async () => {
    const tenant = await kith.addTenant('many-numbers');
    const there = ohoClient(kith.url, tenant.basic);
    const [home, mobile, fax] = [{ id: 1 }, { id: 3 }, { id: 5 }];
    const emails = [
      [],
      [{ address: 'a1@x.example' }, { address: 'a2@x.example', isPreferred: true }],
      [{ address: 'b1@x.example', isPreferred: true, notCurrent: true }, { address: 'b2@x.example' }],
      [{ address: 'c1@x.example', notCurrent: true }],
    ];
    const phones = [
      [],
      [
        { number: '1', type: mobile },
        { number: '2', type: mobile, isPreferred: true },
        { number: '3', type: fax },
      ],
      [
        { number: '4', type: home },
        { number: '5', isPreferred: true },
        { number: '6', type: mobile, notCurrent: true },
      ],
      [{ number: '7', type: mobile, isPreferred: true }, { number: '8' }, { number: '9', type: home }],
    ];
    for (const emailAddresses of emails) {
      for (const phoneNumbers of phones) {
        const contacts = { emailAddresses: { items: emailAddresses }, phoneNumbers: { items: phoneNumbers } };
        await addRecord(kith, { firstName: 'P', ...contacts, externalIds: { oho: null, lgl: 'L' } }, tenant);
      }
    }
    const everyone: { id: number }[] = (await there.get('/api/constituents')).body;
    const alone = everyone.map(async ({ id }) => {
      const { accreditations, ...person } = (await there.get(`/api/constituents/${id}`)).body;
      return person;
    });
    expect(everyone).toHaveLength(16);
    expect(everyone).toEqual(await Promise.all(alone));
    expect((await there.get('/api/constituents?updated_since=2000-01-01')).body).toEqual(everyone);
    expect((await there.get('/api/constituents?limit=100')).body).toEqual(everyone);
    expect(everyone[5]).toMatchObject({ email: 'a2@x.example', phone: '3', mobile_number: '2', external_id: null });
  });

  test('is an empty array for an empty organization', async () => {
    const empty = await kith.addTenant('empty');
    expect((await ohoClient(kith.url, empty.basic).get('/api/constituents')).text).toBe('[]');
  });

  test('filters only when asked', async () => {
    const ids = async (query: string) => idsOf(await oho.get(`/api/constituents?${query}`));
    const [first, , third] = people;
    expect(await ids('external_id=E1')).toEqual([first!.id]);
    expect(await ids('email=P1@X.example')).toEqual([first!.id]);
    expect(await ids('active=false')).toEqual([third!.id]);
    expect(await ids('active=true')).toEqual(allIds().filter((id) => id !== third!.id));
    expect(await ids('active=false&external_id=E1')).toEqual([]);
    expect(await ids('updated_since=2000-01-01')).toEqual(allIds());
    expect(await ids('updated_since=2999-01-01T00:00:00Z')).toEqual([]);
    expect(await ids('unknown=1')).toEqual(allIds());
  });

  test('pages by cursor, with Link and X-Total-Count', async () => {
    const seen: number[] = [];
    let path: string | undefined = '/api/constituents?limit=3';
    let pages = 0;
    while (path !== undefined) {
      const answer = await oho.get(path);
      expect(answer.headers.get('x-total-count')).toBe('7');
      seen.push(...idsOf(answer));
      pages += 1;
      const next: string | undefined = answer.headers.get('link')?.match(/^<(.+)>; rel="next"$/)?.[1];
      path = next?.slice(kith.url.length);
      if (next) expect(next.startsWith(`${kith.url}/api/constituents?`)).toBe(true);
    }
    expect([pages, seen]).toEqual([3, allIds()]);
  });

  test.each([
    'active=yes',
    'updated_since=soon',
    'limit=0',
    'limit=x',
    'limit=1001',
    'cursor=x',
    'cursor=-1',
    'external_id=%00',
    'email=a&email=b',
  ])('%s is refused with 400', async (query) => {
    const { status, body } = await oho.get(`/api/constituents?${query}`);
    expect(status).toBe(400);
    expect(body.error.code).toBe('validation_error');
    expect(body.error.details.invalid).toEqual([query.split('=')[0]]);
  });

  test('takes the same number of statements for one person as for many', async () => {
    const statements = async (path: string) => {
      const before = kith.app.db.meter.statements;
      await oho.get(path);
      return kith.app.db.meter.statements - before;
    };
    expect(await statements('/api/constituents?limit=1')).toBe(await statements('/api/constituents?limit=7'));
    expect(await statements('/api/constituents?external_id=E1')).toBe(await statements('/api/constituents'));
  });
});
