// docs/contracts/lgl.md §9, docs/integrations.md: what other programs post, the queue, and the records that are made of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IntegrationInput, rotateAddress } from '../../src/core/integrations/integration.ts';
import { discardPost, getPost, listPosts } from '../../src/core/integrations/queue.ts';
import { savePost } from '../../src/core/integrations/save-post.ts';
import { transaction } from '../../src/db/transaction.ts';
import { lgl as dialect } from '../../src/dialects/lgl/index.ts';
import { type Client, lglClient } from '../contract/lgl/client.ts';
import { addIntegrationTo } from '../support/integration-scene.ts';
import { startKith, type Tenant, type TestKith } from '../support/kith.ts';
import { operator } from '../support/records.ts';

let kith: TestKith;
let lgl: Client;
beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  for (const path of ['funds', 'events', 'appeals']) await lgl.post(`/${path}`, { name: 'Spring' });
});
afterAll(() => kith.stop());

type Body = Readonly<Record<string, unknown>>;

const addIntegration = (input: IntegrationInput = {}, tenant: Tenant = kith) => addIntegrationTo(kith, input, tenant);

/** As `kith integration accept` does. */
async function accept(id: number, corrections: Readonly<Record<string, string>> = {}, constituentId?: number) {
  const actor = operator(kith);
  const { posts } = dialect;
  if (!posts) throw new Error('The contract takes no posts');
  const post = await getPost(kith.app.db, actor, id);
  const read = (fields: Readonly<Record<string, string>>) => posts.read(fields, {});
  const saving = { id, fields: { ...post.fields, ...corrections }, read, explain: posts.explain };
  return savePost(kith.app.db, actor, { ...saving, matching: 'name', constituentId });
}

let people = 0;
function newPerson() {
  people += 1;
  return { first_name: 'Ada', last_name: `Posted${people}`, email: `ada${people}@riverbend.example` };
}
const named = async (last_name: string) =>
  (
    await lgl.search(
      `q[]=${encodeURIComponent(`name=${last_name}`)}&expand=email_addresses,phone_numbers,street_addresses,groups`,
    )
  ).body.items;

describe('the listener', () => {
  const fields = { first_name: 'Zoë', last_name: 'Rivera & Co', gift_amount: '12.50' };
  const multipart = new FormData();
  for (const [name, value] of Object.entries(fields)) multipart.append(name, value);

  test.each<[string, RequestInit]>([
    ['a form', { body: new URLSearchParams(fields) }],
    ['multipart', { body: multipart }],
    ['JSON', { body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } }],
    ['JSON that says to be a form', { body: JSON.stringify(fields), headers: { 'content-type': 'text/plain' } }],
  ])('takes %s, and keeps what it says', async (_name, init) => {
    const { send, queue } = await addIntegration();
    const answer = await send(init);
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    expect(await queue()).toMatchObject([{ fields, status: 'waiting', reason: null, made: null }]);
    expect(await named('Rivera & Co')).toEqual([]);
  });

  test('flattens what is nested, and joins several values', async () => {
    const { post, send, queue } = await addIntegration();
    await post({ donor: { email: 'a@x.example' }, groups: ['A', 'B'], lines: [{ sku: 1 }], isNew: true, none: null });
    await send({
      body: new URLSearchParams([
        ['groups[]', 'A'],
        ['groups[]', 'B'],
      ]),
    });
    expect((await queue()).map((row) => row.fields)).toEqual([
      { 'donor.email': 'a@x.example', groups: 'A;B', 'lines.0.sku': '1', isNew: 'true' },
      { groups: 'A;B' },
    ]);
  });

  test('refuses what it cannot keep, and says so', async () => {
    const { send, post, queue } = await addIntegration();
    expect((await send({ body: '{"broken":' })).status).toBe(400);
    expect((await send({ body: '[1]' })).status).toBe(400);
    expect((await post({ first_name: 'a\0b' })).status).toBe(422);
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`f${at}`, '1']));
    expect((await post(many)).status).toBe(413);
    const broken = { body: '--x\r\nnot multipart', headers: { 'content-type': 'multipart/form-data; boundary=x' } };
    expect((await send(broken)).status).toBe(400);
    // A test of the connection says nothing that could be kept.
    expect((await send({})).status).toBe(200);
    expect(await queue()).toEqual([]);
  });

  test('is found by its address alone, which may be rotated', async () => {
    const { id, listener, post } = await addIntegration();
    expect((await fetch(listener)).status).toBe(404);
    const guessed = listener.replace(/[0-9a-f](?=\/listener)/, (digit) => (digit === '0' ? '1' : '0'));
    const refused = await fetch(guessed, { method: 'POST', body: '{}' });
    expect([refused.status, await refused.json()]).toMatchObject([404, { error: 'Not Found' }]);
    const actor = operator(kith);
    const rotated = await transaction(kith.app.db, actor, (tx) => rotateAddress(tx, actor, id));
    expect((await post({ last_name: 'Late' })).status).toBe(404);
    const moved = await fetch(`${kith.url}/integrations/${rotated}/listener`, {
      method: 'POST',
      body: 'last_name=New',
    });
    expect(moved.status).toBe(200);
  });

  test('takes so many posts in a minute, of each integration', async () => {
    const [one, other] = [await addIntegration(), await addIntegration()];
    const statuses: number[] = [];
    for (let round = 0; round < 31; round += 1)
      statuses.push(
        ...(await Promise.all(Array.from({ length: 10 }, () => one.post({ a: '1' })))).map(({ status }) => status),
      );
    expect(statuses.filter((status) => status === 200)).toHaveLength(300);
    const limited = await one.post({ a: '1' });
    expect([limited.status, Number(limited.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await other.post({ a: '1' })).status).toBe(200);
    expect(await one.queue()).toHaveLength(300);
  });
});

describe('an integration that saves', () => {
  test('makes the constituent, gift, note, attendance and appeal request, and does not double them', async () => {
    const { post, queue } = await addIntegration({ savesItself: true });
    const person = newPerson();
    const body = {
      ...person,
      ...{
        phone: '206 555 0143',
        phone_type: 'Mobile',
        groups: 'Volunteer; Choir',
        deceased: 'no',
        birthday: '2999-02-28',
      },
      ...{
        address_1_line1: '1 Mill Lane',
        address_1_line2: 'Flat 2',
        address_1_city: 'Austin',
        address_1_zip: '78701',
      },
      ...{
        gift_amount: '$1,250.00',
        gift_date: '05/31/2026',
        fund_name: 'spring',
        payment_type: 'check',
        gift_note: 'Gala',
      },
      ...{ external_gift_id: `g-${person.last_name}`, gift_is_anonymous: 'yes', tribute_name: 'Memorial - General' },
      ...{ note_text: 'Called', note_date: '2026-05-30' },
      ...{ event_name: 'Spring', rsvp_status: 'Yes', date_attended: '2026-06-01', inv_guest_names: 'Bo' },
      ...{ appeal_name: 'Spring', appeal_ask_amount: '50', appeal_status: 'Considering', capacity: 'High' },
    };
    expect((await post(body)).status).toBe(200);
    const again = { ...body, first_name: 'ADA', gift_amount: '1300', note_text: '', date_attended: '2026-06-02' };
    expect((await post(again)).status).toBe(200);
    expect((await queue(true)).map(({ status, reason }) => [status, reason])).toEqual([
      ['saved', null],
      ['saved', null],
    ]);
    const found = await named(person.last_name);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      ...{ first_name: 'Ada', is_org: false, birthday: null },
      email_addresses: [{ address: person.email }],
      phone_numbers: [{ number: '206 555 0143', phone_type_name: 'Mobile' }],
      street_addresses: [{ street: '1 Mill Lane\nFlat 2', city: 'Austin', postal_code: '78701' }],
    });
    const own = `/constituents/${found[0].id}`;
    expect((await lgl.get(`${own}/group_memberships`)).body.total_items).toBe(2);
    const gifts = (await lgl.get(`${own}/gifts`)).body.items;
    expect(gifts).toHaveLength(1);
    expect((await lgl.get(`/gifts/${gifts[0].id}`)).body).toMatchObject({
      ...{ received_amount: 1300, received_date: '2026-05-31', fund_name: 'Spring', payment_type_name: 'Check' },
      ...{ note: 'Gala', is_anon: true, tribute_name: 'Memorial - General' },
    });
    expect((await lgl.get(`${own}/notes`)).body.items).toMatchObject([{ text: 'Called', original_date: '2026-05-30' }]);
    const [invitation, ...others] = (await lgl.get(`${own}/invitations`)).body.items;
    expect([invitation, others]).toMatchObject([
      { rsvp: 1, attended: 1, attendee_names: 'Bo', attendances: [{ date: '2026-06-01' }, { date: '2026-06-02' }] },
      [],
    ]);
    expect((await lgl.get(`${own}/appeal_requests`)).body.items).toMatchObject([
      { ask_amount: 50, status: 'considering' },
    ]);
  });

  test.each<[string, Body, string]>([
    ['an unknown fund', { gift_amount: '5', fund_name: 'Nowhere' }, 'fund is not known by that id or name'],
    ['no amount', { gift_date: '2026-05-01' }, 'gift_amount is required'],
    ['what is no amount', { gift_amount: 'many' }, 'received_amount is not an amount, such as 75.00'],
    ['what is no date', { gift_amount: '5', gift_date: 'soon' }, 'gift_date is not a date, such as 2026-05-31'],
    ['an unknown event', { event_name: 'Nowhere' }, 'event is not known by that id or name'],
    ['an unknown appeal', { appeal_name: 'Nowhere' }, 'appeal is not known by that id or name'],
    ['neither yes nor no', { deceased: 'perhaps' }, 'deceased takes yes or no'],
    [
      'an unknown kind of constituent',
      { constituent_type: 'Robot' },
      'constituent_type is not one of the known values',
    ],
    ['no e-mail address', { email: 'nobody' }, 'This is not an e-mail address'],
  ])('keeps a post with %s, with the reason, and makes nothing of it', async (_name, body, reason) => {
    const { post, queue } = await addIntegration({ savesItself: true });
    const person = newPerson();
    expect((await post({ ...person, ...body })).status).toBe(200);
    expect(await queue()).toMatchObject([{ status: 'waiting', reason, made: null }]);
    expect(await named(person.last_name)).toEqual([]);
  });

  test('makes a type of note that is not there, once', async () => {
    const { post } = await addIntegration({ savesItself: true });
    const people = [newPerson(), newPerson(), newPerson()];
    const note = { note_text: 'x', note_type: 'Web form' };
    await Promise.all(people.map((person) => post({ ...person, ...note })));
    await post({ ...people[0], note_text: 'y', note_type: 'WEB FORM' });
    const types = (await lgl.get('/types/note_types')).body.items ?? (await lgl.get('/types')).body.items;
    expect(JSON.stringify(types).match(/"name":"Web form"/gi)).toHaveLength(1);
    const [one] = await named(people[0]?.last_name ?? '');
    const notes = (await lgl.get(`/constituents/${one.id}/notes`)).body.items;
    expect(notes).toMatchObject([{ note_type_name: 'Web form' }, { note_type_name: 'Web form' }]);
  });

  test('makes one person of many posts at once', async () => {
    const { post, queue } = await addIntegration({ savesItself: true });
    const person = newPerson();
    await Promise.all(Array.from({ length: 12 }, () => post({ ...person, gift_amount: '1.10' })));
    expect((await queue(true)).map(({ status }) => status)).toEqual(Array(12).fill('saved'));
    const [one, ...others] = await named(person.last_name);
    expect(others).toEqual([]);
    expect((await lgl.get(`/constituents/${one.id}/gifts`)).body.total_items).toBe(12);
  });

  test('lets what arrives wait while it is paused', async () => {
    const { post, queue, change } = await addIntegration({ savesItself: true });
    await change({ isPaused: true });
    await post(newPerson());
    expect(await queue()).toMatchObject([{ status: 'waiting', reason: null }]);
    await change({ isPaused: false });
    await post(newPerson());
    expect((await queue(true)).map(({ status }) => status)).toEqual(['waiting', 'saved']);
  });

  test('reads fields by the names that the sender gives them', async () => {
    const mapping = { Surname: 'last_name', Mail: 'email', first_name: null, Total: 'gift_amount' };
    const { post } = await addIntegration({ savesItself: true, mapping });
    const { last_name, email } = newPerson();
    await post({
      Surname: last_name,
      last_name: 'Other',
      Mail: email,
      first_name: 'Ignored',
      Total: '7',
      nothing: 'x',
    });
    const [one] = await named(last_name);
    expect(one).toMatchObject({ first_name: null, last_name, email_addresses: [{ address: email }] });
    expect((await lgl.get(`/constituents/${one.id}/gifts`)).body.items).toMatchObject([{ amount: 7 }]);
  });
});

describe('whom a post is about', () => {
  test('is who has the address and the name; somebody else with the address is another person', async () => {
    const { post } = await addIntegration({ savesItself: true });
    const person = newPerson();
    await post(person);
    await post({ ...person, first_name: 'Bo' });
    await post({ ...person, last_name: person.last_name.toUpperCase(), job_title: 'Miller' });
    const found = await named(person.last_name);
    expect(found.map((one: Body) => [one.first_name, one.job_title]).toSorted()).toEqual([
      ['Ada', 'Miller'],
      ['Bo', null],
    ]);
  });

  test('is an organization by its name', async () => {
    const { post } = await addIntegration({ savesItself: true });
    const mill = { organization_name: 'Mill 77', email: 'office@mill.example' };
    await post(mill);
    await post({ ...mill, phone: '206 555 0177' });
    const found = await named('Mill 77');
    expect(found).toMatchObject([{ is_org: true, org_name: 'Mill 77', phone_numbers: [{ number: '206 555 0177' }] }]);
  });

  test('is by id only where the integration says so, and nobody for an id of nobody', async () => {
    const person = newPerson();
    const { id } = (await lgl.post('/constituents', { first_name: 'Cy', last_name: person.last_name })).body;
    const byName = await addIntegration({ savesItself: true });
    await byName.post({ ...person, record_id: String(id) });
    expect(await named(person.last_name)).toHaveLength(2);
    const byId = await addIntegration({ savesItself: true, matching: 'id' });
    await byId.post({ record_id: id, job_title: 'Miller' });
    expect((await lgl.get(`/constituents/${id}`)).body).toMatchObject({ first_name: 'Cy', job_title: 'Miller' });
    await byId.post({ record_id: '999999999', job_title: 'Miller' });
    expect(await byId.queue()).toMatchObject([{ status: 'waiting', reason: 'Constituent not found' }]);
  });

  test('is for a person to say where two have the address and the name', async () => {
    const { first_name, last_name, email } = newPerson();
    const body = { first_name, last_name, email_addresses: [{ address: email }] };
    const [one, two] = [await lgl.post('/constituents', body), await lgl.post('/constituents', body)];
    const { post, queue } = await addIntegration({ savesItself: true });
    await post({ first_name, last_name, email, gift_amount: '5' });
    const [waiting] = await queue();
    expect(waiting?.reason).toBe('Several constituents have that e-mail address and name');
    const made = await accept(waiting?.id ?? 0, {}, two.body.id);
    expect(made.constituentId).toBe(two.body.id);
    expect((await lgl.get(`/constituents/${one.body.id}/gifts`)).body.total_items).toBe(0);
    expect((await lgl.get(`/constituents/${two.body.id}`)).body.email_addresses).toHaveLength(1);
  });
});

describe('the queue', () => {
  test('takes corrections, and makes records of a post once', async () => {
    const { post, queue } = await addIntegration();
    const person = newPerson();
    await post({ ...person, gift_amount: '5', fund_name: 'Sprin' });
    const [{ id } = { id: 0 }] = await queue();
    await expect(accept(id)).rejects.toMatchObject({ kind: 'invalid', code: 'unknown_reference' });
    expect(await queue()).toMatchObject([{ reason: 'fund is not known by that id or name' }]);
    const tries = await Promise.allSettled([1, 2, 3].map(() => accept(id, { fund_name: 'Spring' })));
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await queue()).toEqual([]);
    expect(await queue(true)).toMatchObject([
      { status: 'saved', fields: { fund_name: 'Spring' }, made: expect.anything() },
    ]);
    const [one] = await named(person.last_name);
    expect((await lgl.get(`/constituents/${one.id}/gifts`)).body.total_items).toBe(1);
  });

  test('keeps what is discarded', async () => {
    const { post, queue } = await addIntegration();
    const person = newPerson();
    await post(person);
    const [{ id } = { id: 0 }] = await queue();
    const actor = operator(kith);
    await transaction(kith.app.db, actor, (tx) => discardPost(tx, actor, id));
    expect(await queue()).toEqual([]);
    expect(await queue(true)).toMatchObject([{ id, status: 'discarded', fields: person }]);
    await expect(accept(id)).rejects.toMatchObject({ code: 'post_handled' });
  });

  test('is of one organization', async () => {
    const elsewhere = await kith.addTenant('oakfield');
    const theirs = await addIntegration({ savesItself: true }, elsewhere);
    const person = newPerson();
    await theirs.post(person);
    const [post] = await theirs.queue(true);
    expect(post?.status).toBe('saved');
    expect(await named(person.last_name)).toEqual([]);
    await expect(getPost(kith.app.db, operator(kith), post?.id ?? 0)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await listPosts(kith.app.db, operator(kith), { integrationId: theirs.id, all: true, limit: 9 })).toEqual([]);
  });
});
