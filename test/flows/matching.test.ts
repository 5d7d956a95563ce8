// docs/matching.md: who is on record more than once, found and decided through the own API.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import { matchPeople } from '../../src/core/matching/match-job.ts';
import { runScan } from '../../src/core/matching/scan.ts';
import { type Client, keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { makePeople } from '../support/made-people.ts';

let kith: TestKith;
let api: Client;
let elsewhere: Client;
const crowd = makePeople({ count: 400, duplicates: 0.05, seed: 3 });
beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
  elsewhere = nativeClient(kith.url, keyOf(await kith.addTenant('oakfield')));
  for (const person of crowd) await make(bodyOf(person));
});
afterAll(() => kith.stop());

const bodyOf = (person: (typeof crowd)[number]) => ({
  first_name: person.firstName,
  last_name: person.lastName,
  birth_date: person.birthDate,
  gender: person.gender,
  email_addresses: person.emails.map((address) => ({ address })),
  phone_numbers: person.phones.filter((number) => !number.startsWith('000')).map((number) => ({ number })),
  street_addresses: person.addresses.map(({ street, city, state }) => ({ street, city, state })),
});

async function make(body: object, client = api) {
  const { status, body: made } = await client.send('POST', '/constituents', body);
  expect(status).toBe(201);
  return made;
}

/** What the job does within a minute. */
async function scan() {
  const asked = await api.send('POST', '/matching/scan');
  expect(asked).toMatchObject({ status: 202, body: { status: 'queued', result: null } });
  const again = await api.send('POST', '/matching/scan');
  expect(again.body.id).toBe(asked.body.id);
  await runScan(kith.app.db, systemActor(kith.organization, 'job', 'test'));
  return (await api.get(`/matching/scans/${asked.body.id}`)).body;
}

/** Of each family name another birth date and mailbox. */
const zoe = ({ last_name = 'Quackenbosh', ...more }: { last_name?: string } & Record<string, unknown> = {}) => ({
  first_name: 'Zoë',
  last_name,
  birth_date: bornOf(last_name),
  email_addresses: [{ address: `sunny.${last_name.toLowerCase()}@mail.example` }],
  ...more,
});
function bornOf(name: string): string {
  const days = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 20_000, 7);
  return new Date(Date.UTC(1945, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);
}
const twice = async (name: string) => [
  await make(zoe({ last_name: name })),
  await make(zoe({ last_name: name, first_name: 'Zoe' })),
];
const openWith = async (id: number, status = 'open') => {
  const { body } = await api.get(`/duplicates?limit=1000&status=${status}`);
  return body.data.find((group: { constituent_ids: number[] }) => group.constituent_ids.includes(id));
};

test('somebody new is found before they are on record, with the reasons, and never in another organization', async () => {
  const known = await make(zoe());
  const { status, body } = await api.send('POST', '/constituents/match', { constituent: zoe({ first_name: 'Zoe' }) });
  expect(status).toBe(200);
  expect(body.behind).toBe(0);
  expect(body.data[0]).toMatchObject({ constituent_id: known.id, certainty: 'certain' });
  expect(body.data[0].probability).toBeGreaterThan(0.99);
  expect(body.data[0].reasons).toContainEqual({ field: 'birth', comparison: 'same', weight: expect.any(Number) });
  const other = await elsewhere.send('POST', '/constituents/match', { constituent: zoe() });
  expect(other.body).toEqual({ data: [], behind: 0 });
  expect((await elsewhere.get('/duplicates')).body.data).toEqual([]);
});

test('a write is followed at once: a pair comes, changes and goes with the facts', async () => {
  const [one, two] = await twice('Followington');
  const group = await openWith(one.id);
  expect(group).toMatchObject({
    constituent_ids: [one.id, two.id],
    suggested_survivor_id: one.id,
    status: 'open',
    certainty: 'certain',
    pairs: [{ a: one.id, b: two.id, certainty: 'certain' }],
  });
  expect((await api.get(`/duplicates/${group.id}`)).body).toEqual(group);
  const changed = { first_name: 'Bernhard', birth_date: '1944-12-05', email_addresses: [] };
  await api.send('PATCH', `/constituents/${two.id}`, changed);
  expect(await openWith(one.id)).toBeUndefined();
  expect((await api.get(`/duplicates/${group.id}`)).status).toBe(404);
  await api.send('PATCH', `/constituents/${two.id}`, { first_name: 'Zoe', birth_date: bornOf('Followington') });
  expect(await openWith(one.id)).toBeDefined();
  await api.send('DELETE', `/constituents/${two.id}`);
  expect(await openWith(one.id)).toBeUndefined();
});

test('a scan and a look-up give a pair the same probability', async () => {
  await make(zoe({ last_name: 'Parityson' }));
  await make(zoe({ last_name: 'Parityson', birth_date: null }));
  const done = await scan();
  expect(done).toMatchObject({ status: 'done', step: null, problem: null });
  expect(done.result.people).toBeGreaterThan(400);
  const response = await fetch(`${kith.url}/v1/matching/pairs?min_probability=0.1`, {
    headers: { authorization: `Bearer ${keyOf(kith)}` },
  });
  expect(response.headers.get('content-type')).toMatch(/jsonl/);
  const pairs = (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(pairs.length).toBeGreaterThan(20);
  for (const { a, b, probability, certainty, reasons } of pairs) {
    const { body } = await api.send('POST', '/constituents/match', { constituent_id: a, limit: 100 });
    const match = body.data.find(({ constituent_id: id }: { constituent_id: number }) => id === b);
    expect(match).toEqual({ constituent_id: b, probability, certainty, reasons });
  }
  const { body } = await api.get('/matching');
  expect(body).toMatchObject({ behind: 0, latest_scan: { id: done.id, status: 'done' } });
  expect(body.open).toBeGreaterThan(10);
});

test('what was written while a scan was under way is looked at after it', async () => {
  const asked = await api.send('POST', '/matching/scan');
  const running = runScan(kith.app.db, systemActor(kith.organization, 'job', 'test'));
  const [one, two] = await twice('Meanwhileson');
  await running;
  expect((await api.get(`/matching/scans/${asked.body.id}`)).body.status).toBe('done');
  expect((await openWith(one.id)).constituent_ids).toEqual([one.id, two.id]);
});

test('a dismissal is remembered by scans, withdrawn, and ends when the facts change', async () => {
  const [one, two] = await twice('Dismissby');
  const group = await openWith(one.id);
  const reason = { reason: 'Mother and daughter' };
  expect((await api.send('POST', `/duplicates/${group.id}/dismiss`, reason)).status).toBe(204);
  expect(await openWith(one.id)).toBeUndefined();
  expect(await openWith(one.id, 'dismissed')).toMatchObject({ id: group.id, decided_at: expect.any(String) });
  await scan();
  expect(await openWith(one.id)).toBeUndefined();
  const again = await api.send('POST', `/duplicates/${group.id}/dismiss`, {});
  expect(again).toMatchObject({ status: 409, body: { code: 'duplicate_decided' } });
  expect((await api.send('POST', `/duplicates/${group.id}/restore`)).status).toBe(204);
  expect((await openWith(one.id)).id).toBe(group.id);
  expect((await api.send('POST', `/duplicates/${group.id}/restore`)).status).toBe(409);
  await api.send('POST', `/duplicates/${group.id}/dismiss`, { pairs: [[two.id, one.id]] });
  expect(await openWith(one.id)).toBeUndefined();
  // Something that is not compared changes nothing about the decision.
  await api.send('PATCH', `/constituents/${two.id}`, { job_title: 'Driver' });
  expect(await openWith(one.id)).toBeUndefined();
  await api.send('PATCH', `/constituents/${two.id}`, { phone_numbers: [{ number: '206 555 0144' }] });
  expect((await openWith(one.id)).id).toBe(group.id);
  const { body } = await api.get('/changes?kind=duplicate.dismissed&limit=10');
  expect(body.data.map(({ subject }: { subject: { id: number } }) => subject.id)).toContain(group.id);
});

test('of a group of three one can be somebody else', async () => {
  const [one, two] = await twice('Threesome');
  const three = await make(zoe({ last_name: 'Threesome', middle_name: 'Ann' }));
  const group = await openWith(one.id);
  expect(group.constituent_ids).toEqual([one.id, two.id, three.id]);
  const pairs = [
    [one.id, three.id],
    [two.id, three.id],
  ];
  await api.send('POST', `/duplicates/${group.id}/dismiss`, { pairs });
  expect((await openWith(one.id)).constituent_ids).toEqual([one.id, two.id]);
  expect(await openWith(three.id)).toBeUndefined();
});

test('the certain ones are merged in one go, as the dry run said, and the groups are settled', async () => {
  const [one, two] = await twice('Batchford');
  const [three, four] = await twice('Batchley');
  const groups = [await openWith(one.id), await openWith(three.id)];
  const body = { ids: [...groups.map(({ id }) => id), 999_999] };
  const dry = await api.send('POST', '/duplicates/merge?dry_run=true', body);
  expect(dry.body.data).toEqual([
    { id: groups[0].id, merge_id: null, survivor_id: one.id, problem: null },
    { id: groups[1].id, merge_id: null, survivor_id: three.id, problem: null },
    { id: 999_999, merge_id: null, survivor_id: null, problem: 'duplicate' },
  ]);
  expect((await api.get(`/constituents/${two.id}`)).body.id).toBe(two.id);
  const done = await api.send('POST', '/duplicates/merge', body);
  expect((await api.get(`/constituents/${four.id}`)).body.id).toBe(three.id);
  expect(await openWith(one.id)).toBeUndefined();
  expect(await openWith(one.id, 'merged')).toMatchObject({ id: groups[0].id });
  await api.send('POST', `/merges/${done.body.data[0].merge_id}/undo`);
  expect((await openWith(one.id)).constituent_ids).toEqual([one.id, two.id]);
});

test('a shared mailbox makes no chain of a family', async () => {
  const mailbox = { email_addresses: [{ address: 'thechainbys@mail.example' }] };
  const at = { street_addresses: [{ street: '12 Oak Street', city: 'Barton' }] };
  const names = [
    ['Walter', '1950-01-17'],
    ['Gudrun', '1953-06-06'],
    ['Priyanka', '1980-09-21'],
    ['Oluwaseun', '1984-11-30'],
  ];
  const family = [];
  for (const [first_name, birth_date] of names) {
    family.push(await make({ first_name, last_name: 'Chainby', birth_date, ...mailbox, ...at }));
  }
  for (const { id } of family) expect(await openWith(id)).toBeUndefined();
});

test('pages go on where the one before ended', async () => {
  const all = (await api.get('/duplicates?limit=1000')).body;
  const ids: number[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await api.get(`/duplicates?limit=3${cursor}`);
    ids.push(...body.data.map(({ id }: { id: number }) => id));
    expect(body.total).toBe(all.total);
    if (body.next_cursor === null) break;
    cursor = `&cursor=${body.next_cursor}`;
  }
  expect(ids).toEqual(all.data.map(({ id }: { id: number }) => id));
  expect((await api.get('/duplicates?cursor=zzz')).status).toBe(400);
  expect((await api.get('/duplicates?certainty=maybe')).status).toBe(422);
});

test('what is asked wrongly is refused', async () => {
  for (const body of [
    {},
    { constituent: {}, constituent_id: 1 },
    { constituent: { shoe_size: 44 } },
    { constituent_id: 0 },
  ]) {
    expect((await api.send('POST', '/constituents/match', body)).status).toBe(422);
  }
  expect((await api.send('POST', '/constituents/match', { constituent_id: 999_999_999 })).status).toBe(404);
  expect((await api.send('POST', '/constituents/match', { constituent: {} })).body.data).toEqual([]);
  const [group] = (await api.get('/duplicates')).body.data;
  const wrong = await api.send('POST', `/duplicates/${group.id}/dismiss`, { pairs: [[1, 2]] });
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/pairs', code: 'not_in_group' }] } });
  expect((await elsewhere.send('POST', `/duplicates/${group.id}/dismiss`, {})).status).toBe(404);
  expect((await elsewhere.send('POST', '/duplicates/merge', { ids: [group.id] })).body.data[0].problem).toBe(
    'duplicate',
  );
});

test('people who were on record before matching are found by the job, few as they may be', async () => {
  const few = await kith.addTenant('meadow');
  const client = nativeClient(kith.url, keyOf(few));
  const one = await make(zoe({ last_name: 'Fewby' }), client);
  const two = await make(zoe({ last_name: 'Fewby', first_name: 'Zoe' }), client);
  await matchPeople({ db: kith.app.db, log: kith.app.log });
  const { body } = await client.get('/duplicates');
  expect(body.data).toMatchObject([{ constituent_ids: [one.id, two.id] }]);
  expect((await client.get('/matching')).body.latest_scan).toMatchObject({ status: 'done', result: { people: 2 } });
  // Nothing was written since: nobody is compared again.
  await matchPeople({ db: kith.app.db, log: kith.app.log });
  const { latest_scan: latest } = (await client.get('/matching')).body;
  expect((await client.get(`/matching/scans/${latest.id + 1}`)).status).toBe(404);
});
