// docs/contracts/lgl.md §3.16, §3.17, §3.19: appeal requests, invitations with guests and attendances, templates of mailings.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { lglRoutes } from '../../support/lgl-routes.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;
let ada: number;
let appeal: number;
let event: number;
let member: number;
beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  ada = (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Lima' })).body.id;
  appeal = (await lgl.post('/appeals', { name: 'Spring', date: '2026-03-01' })).body.id;
  event = (await lgl.post('/events', { name: 'Gala' })).body.id;
  member = (await lgl.get('/team_members')).body.items[0].id;
});
afterAll(() => kith.stop());

describe('an appeal request', () => {
  test('has the documented keys, in both lists, with what was raised', async () => {
    const created = await lgl.post(`/appeals/${appeal}/appeal_requests`, {
      constituent_id: ada,
      ask_amount: '$1,250.50',
      assigned_to: member,
    });
    expect(created.status).toBe(200);
    const { api_version, ...row } = created.body;
    expect(api_version).toBe('1.0');
    expect(Object.keys(row)).toEqual(
      'id constituent_id constituent_name appeal_id name raised status ask_amount assigned_to custom_fields custom_attrs created_at updated_at'.split(
        ' ',
      ),
    );
    expect(row).toMatchObject({
      constituent_name: 'Lima, Ada',
      name: 'Appeal: Spring (2026-03-01)',
      raised: 0,
      status: 'open',
      ask_amount: 1250.5,
      assigned_to: member,
    });
    await lgl.post(`/constituents/${ada}/gifts`, { received_amount: 20.25, appeal_id: appeal });
    for (const path of [`/appeals/${appeal}/appeal_requests`, `/constituents/${ada}/appeal_requests`]) {
      const { body } = await lgl.get(path);
      expect(body).toMatchObject({ item_type: 'appeal_request', total_items: 1 });
      expect(body.items).toEqual([{ ...row, raised: 20.25 }]);
    }
  });

  test('is made below its person, changed and deleted', async () => {
    const own = `/constituents/${ada}/appeal_requests`;
    const { id } = (await lgl.post(own, { appeal_id: appeal, status: 'Called' })).body;
    expect((await lgl.get(`/appeal_requests/${id}.json`)).body).toMatchObject({
      id,
      status: 'called',
      ask_amount: null,
    });
    const changed = await lgl.put(`/appeal_requests/${id}`, { status: 'donated', ask_amount: 5 });
    expect(changed.body).toMatchObject({ id, status: 'donated', ask_amount: 5, appeal_id: appeal });
    expect((await lgl.delete(`/appeal_requests/${id}`)).body).toEqual({ api_version: '1.0', result: 'success' });
    expect((await lgl.get(`/appeal_requests/${id}`)).status).toBe(404);
  });

  test.each([
    ['no person', {}, 'constituent_id'],
    ['an unknown status', { constituent_id: 1, status: 'perhaps' }, 'status'],
    ['no amount', { constituent_id: 1, ask_amount: 'much' }, 'ask_amount'],
    ['a negative amount', { constituent_id: 1, ask_amount: -1 }, 'ask_amount'],
    ['an unknown team member', { constituent_id: 1, assigned_to: 999999 }, 'assigned_to'],
  ])('%s is refused by name', async (_, body, named) => {
    const sent = 'constituent_id' in body ? { ...body, constituent_id: ada } : body;
    const answer = await lgl.post(`/appeals/${appeal}/appeal_requests`, sent);
    expect(answer.status).toBe(422);
    expect(answer.body.description).toContain(named);
  });

  test('below what is not there is 404, with an unknown appeal 422', async () => {
    expect((await lgl.post('/appeals/999999/appeal_requests', { constituent_id: ada })).status).toBe(404);
    expect((await lgl.get('/appeals/999999/appeal_requests')).status).toBe(404);
    expect((await lgl.post('/constituents/999999/appeal_requests', { appeal_id: appeal })).status).toBe(404);
    expect((await lgl.post(`/constituents/${ada}/appeal_requests`, { appeal_id: 999_999 })).status).toBe(422);
    expect((await lgl.post(`/constituents/${ada}/appeal_requests`, {})).status).toBe(422);
  });
});

describe('an invitation', () => {
  test('has the documented keys; attendances say that the person came', async () => {
    const created = await lgl.post(`/events/${event}/invitations`, {
      constituent_id: ada,
      rsvp: 1,
      notes: 'Front row',
      attendances: [{ date: '2026-09-09', notes: 'Early' }],
    });
    expect(created.status).toBe(200);
    const { api_version: _, ...row } = created.body;
    expect(Object.keys(row)).toEqual(
      `id constituent_id guest_name is_a_guest parent_invitation_id parent_invitation_guest_name event_id name notes rsvp attended raised
      status donated assigned_to additional_guests attendees attendee_names attend_count attendances custom_fields custom_attrs created_at
      updated_at`.split(/\s+/),
    );
    expect(row).toMatchObject({
      constituent_id: ada,
      guest_name: 'Ada Lima',
      is_a_guest: false,
      parent_invitation_id: 0,
      name: 'Event: Gala',
      rsvp: 1,
      attended: 1,
      status: 'attended',
      attendees: 1,
      attend_count: 0,
      attendances: [{ id: expect.any(Number), date: '2026-09-09', notes: 'Early' }],
    });
    for (const path of [`/events/${event}/invitations`, `/constituents/${ada}/invitations`])
      expect((await lgl.get(path)).body).toMatchObject({ item_type: 'invitation', total_items: 1, items: [row] });
  });

  test('has guests, who have names and no record, and end with it', async () => {
    const host = (await lgl.post(`/constituents/${ada}/invitations`, { event_id: event })).body;
    expect(host).toMatchObject({ rsvp: 0, attended: 0, status: 'invited', additional_guests: 0 });
    const guest = await lgl.post(`/events/${event}/invitations`, {
      parent_invitation_id: host.id,
      is_a_guest: true,
      guest_first_name: 'Bo',
      guest_last_name: 'Okafor',
    });
    expect(guest.body).toMatchObject({
      constituent_id: null,
      guest_name: 'Bo Okafor',
      is_a_guest: true,
      parent_invitation_id: host.id,
      parent_invitation_guest_name: 'Ada Lima',
    });
    expect((await lgl.get(`/invitations/${host.id}`)).body.additional_guests).toBe(1);
    expect((await lgl.patch(`/invitations/${guest.body.id}`, { rsvp: 3 })).body).toMatchObject({
      rsvp: 3,
      status: 'maybe',
    });
    expect((await lgl.delete(`/invitations/${host.id}`)).status).toBe(200);
    expect((await lgl.get(`/invitations/${guest.body.id}`)).status).toBe(404);
  });

  test.each([
    ['nobody', {}],
    ['a guest of nobody', { guest_first_name: 'Bo', is_a_guest: true }],
    ['an unknown person', { constituent_id: 999_999 }],
    ['an unknown host', { parent_invitation_id: 999_999, guest_first_name: 'Bo' }],
    ['an unknown answer', { constituent_id: 1, rsvp: 9 }],
  ])('%s is refused', async (_, body) => {
    const sent = 'constituent_id' in body && body.constituent_id === 1 ? { ...body, constituent_id: ada } : body;
    expect((await lgl.post(`/events/${event}/invitations`, sent)).status).toBe(422);
  });

  test('is gone from sight with its person', async () => {
    const cy = (await lgl.post('/constituents', { first_name: 'Cy', last_name: 'Stone' })).body.id;
    const { id } = (await lgl.post(`/constituents/${cy}/invitations`, { event_id: event })).body;
    await lgl.delete(`/constituents/${cy}`);
    expect((await lgl.get(`/invitations/${id}`)).status).toBe(404);
    expect((await lgl.get(`/constituents/${cy}/invitations`)).status).toBe(404);
  });
});

test('an appeal and an event end with what they asked', async () => {
  const letter = (await lgl.post('/appeals', { name: 'Letter' })).body.id;
  const walk = (await lgl.post('/events', { name: 'Walk' })).body.id;
  const request = (await lgl.post(`/appeals/${letter}/appeal_requests`, { constituent_id: ada })).body.id;
  const invitation = (await lgl.post(`/events/${walk}/invitations`, { constituent_id: ada })).body.id;
  expect((await lgl.delete(`/appeals/${letter}`)).status).toBe(200);
  expect((await lgl.delete(`/events/${walk}`)).status).toBe(200);
  for (const path of [`/appeal_requests/${request}`, `/invitations/${invitation}`])
    expect((await lgl.get(path)).status).toBe(404);
});

test('templates of mailings, by their type', async () => {
  const { body } = await lgl.get('/mailing_templates');
  expect(body).toMatchObject({ item_type: 'mailing_template', total_items: 2 });
  expect(Object.keys(body.items[0])).toEqual('id name code mailing_type_id mailing_type_name template_type'.split(' '));
  expect(body.items.map(({ code }: { code: string }) => code)).toEqual(['donation_ack', 'pledge_ack']);
  const type = body.items[0].mailing_type_id;
  expect((await lgl.get(`/mailing_templates?mailing_type_id=${type}`)).body.total_items).toBe(2);
  expect((await lgl.get('/mailing_templates?mailing_type_id=999999')).body.total_items).toBe(0);
});

test('141 operations, §3.1: PUT and the other name of the gifts’ search are not counted', async () => {
  const routes = await lglRoutes(kith);
  const counted = routes.filter(({ method, path }) => method !== 'PUT' && `${method} ${path}` !== 'GET /gifts');
  expect(counted).toHaveLength(141);
});
