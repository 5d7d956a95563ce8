// Anything one key sends is invisible to another organization's key, on every path of the route table.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { lglRoutes, type Route } from '../../support/lgl-routes.ts';
import { type Answer, type Client, lglClient } from './client.ts';

let kith: TestKith;
let owner: Client;
let stranger: Client;
/** Ids of the owner's, by the path in front of `:id`. */
let ids: Readonly<Record<string, number>>;
let foreign: Readonly<Record<string, number>>;

/** One of everything; returns the ids by path. */
async function furnish(client: Client): Promise<Record<string, number>> {
  const made = async (path: string, body: object): Promise<number> => {
    const answer = await client.post(path, body);
    expect(answer.status, path).toBe(200);
    return answer.body.id;
  };
  const friend = await made('/constituents', { first_name: 'Bo', last_name: 'Okafor' });
  const constituent = await made('/constituents', { first_name: 'Ada', last_name: 'Secret' });
  const own = `/constituents/${constituent}`;
  const group = await made('/groups', { name: 'Secret group' });
  const category = await made('/categories', { name: 'Secret category' });
  const keyword = await made(`/categories/${category}/keywords`, { name: 'Secret keyword' });
  await client.post(`${own}/keywords`, { id: keyword });
  const appeal = await made('/appeals', { name: 'Secret' });
  const event = await made('/events', { name: 'Secret' });
  return {
    '/constituents': constituent,
    '/groups': group,
    '/categories': category,
    '/keywords': keyword,
    '/membership_levels': await made('/membership_levels', { name: 'Secret level' }),
    '/class_affiliations': await made(`${own}/class_affiliations`, {
      class_affiliation_type_id: (await client.get('/class_affiliation_types')).body.items[0].id,
      year: 2001,
      note: 'Secret',
    }),
    '/constituent_relationships': await made(`${own}/constituent_relationships`, {
      related_constituent_id: friend,
      name: 'Friend',
    }),
    '/street_addresses': await made(`${own}/street_addresses`, { street: 'Secret St' }),
    '/phone_numbers': await made(`${own}/phone_numbers`, { number: '206 555 0100' }),
    '/email_addresses': await made(`${own}/email_addresses`, { address: 'secret@example.org' }),
    '/web_addresses': await made(`${own}/web_addresses`, { url: 'https://secret.example' }),
    '/group_memberships': await made(`${own}/group_memberships`, { group_id: group }),
    '/memberships': await made(`${own}/memberships`, { membership_level_name: 'Friend', note: 'Secret' }),
    '/notes': await made(`${own}/notes`, { text: 'Secret' }),
    '/gifts': await made(`${own}/gifts`, { note: 'Secret', received_amount: 1 }),
    '/campaigns': await made('/campaigns', { name: 'Secret' }),
    '/funds': await made('/funds', { name: 'Secret' }),
    '/appeals': appeal,
    '/events': event,
    '/appeal_requests': await made(`/appeals/${appeal}/appeal_requests`, {
      constituent_id: constituent,
      ask_amount: 5,
    }),
    '/invitations': await made(`/events/${event}/invitations`, { constituent_id: constituent, notes: 'Secret' }),
    '/contact_reports': await made(`${own}/contact_reports`, { text: 'Secret' }),
    '/volunteer_times': await made(`${own}/volunteer_times`, { description: 'Secret', hours: 1 }),
  };
}

/** Everything there is, as its owner sees it. */
async function snapshot(client: Client, known: Readonly<Record<string, number>>): Promise<string[]> {
  const lists = [
    '/groups',
    '/categories',
    '/membership_levels',
    '/notes',
    '/gifts',
    '/campaigns',
    '/funds',
    '/appeals',
    '/events',
    '/contact_reports',
    '/volunteer_times',
    '/constituents',
  ];
  const paths = [
    ...lists.map((path) => `${path}?limit=1000`),
    ...Object.entries(known).map(([path, id]) => `${path}/${id}`),
  ];
  return Promise.all(paths.map(async (path) => (await client.get(path)).text));
}

let routes: Route[];

beforeAll(async () => {
  kith = await startKith();
  owner = lglClient(kith.url, kith);
  stranger = lglClient(kith.url, await kith.addTenant('lakeside'));
  ids = await furnish(owner);
  foreign = await furnish(stranger);
  routes = await lglRoutes(kith);
});
afterAll(() => kith.stop());

/** A body that would change something wherever it is taken. */
const body = () => ({
  name: 'Stolen',
  text: 'Stolen',
  first_name: 'Stolen',
  address: 'stolen@example.org',
  number: '1',
  url: 'https://stolen.example',
  street: 'Stolen St',
  note: 'Stolen',
  description: 'Stolen',
  id: foreign['/keywords'],
  group_id: foreign['/groups'],
  related_constituent_id: foreign['/constituents'],
});

function call(client: Client, method: string, path: string): Promise<Answer> {
  switch (method) {
    case 'GET':
      return client.get(path);
    case 'DELETE':
      return client.delete(path);
    case 'POST':
      return client.post(path, body());
    case 'PUT':
      return client.put(path, body());
    default:
      return client.patch(path, body());
  }
}

test('the route table is the documented one, §3.1', () => {
  expect(routes.map(({ method, path }) => `${method} ${path}`).toSorted()).toMatchInlineSnapshot(`
    [
      "DELETE /appeal_requests/:id",
      "DELETE /appeals/:id",
      "DELETE /campaigns/:id",
      "DELETE /categories/:id",
      "DELETE /class_affiliations/:id",
      "DELETE /constituent_relationships/:id",
      "DELETE /constituents/:id",
      "DELETE /constituents/:id/keywords/:keywordId",
      "DELETE /contact_reports/:id",
      "DELETE /email_addresses/:id",
      "DELETE /events/:id",
      "DELETE /funds/:id",
      "DELETE /gifts/:id",
      "DELETE /group_memberships/:id",
      "DELETE /groups/:id",
      "DELETE /invitations/:id",
      "DELETE /keywords/:id",
      "DELETE /membership_levels/:id",
      "DELETE /memberships/:id",
      "DELETE /notes/:id",
      "DELETE /phone_numbers/:id",
      "DELETE /street_addresses/:id",
      "DELETE /volunteer_times/:id",
      "DELETE /web_addresses/:id",
      "GET /appeal_requests/:id",
      "GET /appeals",
      "GET /appeals/:id",
      "GET /appeals/:id/appeal_requests",
      "GET /attributes",
      "GET /campaigns",
      "GET /campaigns/:id",
      "GET /categories",
      "GET /categories/:id",
      "GET /categories/:id/keywords",
      "GET /class_affiliation_types",
      "GET /class_affiliations/:id",
      "GET /constituent_relationships/:id",
      "GET /constituents",
      "GET /constituents/:id",
      "GET /constituents/:id/appeal_requests",
      "GET /constituents/:id/categories",
      "GET /constituents/:id/class_affiliations",
      "GET /constituents/:id/constituent_relationships",
      "GET /constituents/:id/contact_reports",
      "GET /constituents/:id/email_addresses",
      "GET /constituents/:id/gifts",
      "GET /constituents/:id/group_memberships",
      "GET /constituents/:id/invitations",
      "GET /constituents/:id/memberships",
      "GET /constituents/:id/notes",
      "GET /constituents/:id/phone_numbers",
      "GET /constituents/:id/street_addresses",
      "GET /constituents/:id/volunteer_times",
      "GET /constituents/:id/web_addresses",
      "GET /constituents/search",
      "GET /contact_reports",
      "GET /contact_reports/:id",
      "GET /contact_reports/search",
      "GET /email_addresses/:id",
      "GET /events",
      "GET /events/:id",
      "GET /events/:id/invitations",
      "GET /funds",
      "GET /funds/:id",
      "GET /gift_categories",
      "GET /gift_types",
      "GET /gifts",
      "GET /gifts/:id",
      "GET /gifts/search",
      "GET /group_memberships/:id",
      "GET /groups",
      "GET /groups/:id",
      "GET /invitations/:id",
      "GET /keywords/:id",
      "GET /lists",
      "GET /lists/search",
      "GET /mailing_templates",
      "GET /membership_levels",
      "GET /membership_levels/:id",
      "GET /memberships/:id",
      "GET /notes",
      "GET /notes/:id",
      "GET /payment_types",
      "GET /phone_numbers/:id",
      "GET /relationship_types",
      "GET /street_addresses/:id",
      "GET /team_members",
      "GET /types",
      "GET /types/:key",
      "GET /volunteer_times",
      "GET /volunteer_times/:id",
      "GET /volunteer_times/search",
      "GET /web_addresses/:id",
      "PATCH /appeal_requests/:id",
      "PATCH /appeals/:id",
      "PATCH /campaigns/:id",
      "PATCH /categories/:id",
      "PATCH /class_affiliations/:id",
      "PATCH /constituent_relationships/:id",
      "PATCH /constituents/:id",
      "PATCH /contact_reports/:id",
      "PATCH /email_addresses/:id",
      "PATCH /events/:id",
      "PATCH /funds/:id",
      "PATCH /gifts/:id",
      "PATCH /group_memberships/:id",
      "PATCH /groups/:id",
      "PATCH /invitations/:id",
      "PATCH /keywords/:id",
      "PATCH /membership_levels/:id",
      "PATCH /memberships/:id",
      "PATCH /notes/:id",
      "PATCH /phone_numbers/:id",
      "PATCH /street_addresses/:id",
      "PATCH /volunteer_times/:id",
      "PATCH /web_addresses/:id",
      "POST /appeals",
      "POST /appeals/:id/appeal_requests",
      "POST /campaigns",
      "POST /categories",
      "POST /categories/:id/keywords",
      "POST /constituents",
      "POST /constituents/:id/appeal_requests",
      "POST /constituents/:id/class_affiliations",
      "POST /constituents/:id/constituent_relationships",
      "POST /constituents/:id/contact_reports",
      "POST /constituents/:id/email_addresses",
      "POST /constituents/:id/gifts",
      "POST /constituents/:id/group_memberships",
      "POST /constituents/:id/invitations",
      "POST /constituents/:id/keywords",
      "POST /constituents/:id/memberships",
      "POST /constituents/:id/notes",
      "POST /constituents/:id/phone_numbers",
      "POST /constituents/:id/street_addresses",
      "POST /constituents/:id/volunteer_times",
      "POST /constituents/:id/web_addresses",
      "POST /events",
      "POST /events/:id/invitations",
      "POST /funds",
      "POST /groups",
      "POST /membership_levels",
      "PUT /appeal_requests/:id",
      "PUT /appeals/:id",
      "PUT /campaigns/:id",
      "PUT /categories/:id",
      "PUT /class_affiliations/:id",
      "PUT /constituent_relationships/:id",
      "PUT /constituents/:id",
      "PUT /contact_reports/:id",
      "PUT /email_addresses/:id",
      "PUT /events/:id",
      "PUT /funds/:id",
      "PUT /gifts/:id",
      "PUT /group_memberships/:id",
      "PUT /groups/:id",
      "PUT /invitations/:id",
      "PUT /keywords/:id",
      "PUT /membership_levels/:id",
      "PUT /memberships/:id",
      "PUT /notes/:id",
      "PUT /phone_numbers/:id",
      "PUT /street_addresses/:id",
      "PUT /volunteer_times/:id",
      "PUT /web_addresses/:id",
    ]
  `);
});

test('every path with an id answers a stranger 404, and nothing changes', async () => {
  const before = await snapshot(owner, ids);
  const withId = routes.filter(({ path }) => path.includes(':id'));
  expect(withId.length).toBeGreaterThan(80);
  for (const { method, path } of withId) {
    const id = ids[path.slice(0, path.indexOf('/:id'))];
    expect(id, path).toBeDefined();
    const concrete = path.replace(':id', String(id)).replace(':keywordId', String(ids['/keywords']));
    const answer = await call(stranger, method, concrete);
    expect(answer.status, `${method} ${path}`).toBe(404);
    expect(answer.text).not.toMatch(/Secret|secret/);
  }
  expect(await snapshot(owner, ids)).toEqual(before);
});

test('every list and search shows a stranger only their own', async () => {
  const empty = lglClient(kith.url, await kith.addTenant('hillside'));
  for (const { path } of routes.filter(({ method, path }) => method === 'GET' && !path.includes(':'))) {
    const answer = await empty.get(`${path}?limit=1000`);
    expect(answer.status, path).toBe(200);
    expect(answer.text, path).not.toMatch(/Secret|secret/);
  }
});

describe('another organization’s ids inside a body', () => {
  test.each([
    ['/group_memberships', () => ({ group_id: ids['/groups'] }), 422],
    ['/constituent_relationships', () => ({ related_constituent_id: ids['/constituents'], name: 'Friend' }), 422],
    ['/keywords', () => ({ id: ids['/keywords'] }), 404],
  ])('POST %s', async (path, request, status) => {
    const mine = `/constituents/${foreign['/constituents']}`;
    expect((await stranger.post(`${mine}${path}`, request())).status).toBe(status);
  });

  test.each(['/group_memberships', '/notes', '/contact_reports', '/volunteer_times'])(
    'moving one of %s there',
    async (path) => {
      const moved = await stranger.patch(`${path}/${foreign[path]}`, { constituent_id: ids['/constituents'] });
      expect(moved.status).toBe(422);
    },
  );

  test('levels, types and keywords of another organization are unknown', async () => {
    const mine = `/constituents/${foreign['/constituents']}`;
    const membership = await stranger.post(`${mine}/memberships`, { membership_level_id: ids['/membership_levels'] });
    expect(membership.status).toBe(422);
    const { id } = (await owner.get('/types/note_types')).body.items[0];
    const note = await stranger.post(`${mine}/notes`, { text: 'x', note_type_id: id });
    expect(note.body).toMatchObject({ note_type_id: null, note_type_name: null });
    const team = (await owner.get('/team_members')).body.items[0].id;
    const report = await stranger.post(`${mine}/contact_reports`, { text: 'x', team_member: String(team) });
    expect(report.body.team_member).toBeNull();
    const found = await stranger.get(`/contact_reports/search?q[]=const_keyword=${ids['/keywords']}`);
    expect(found.body.total_items).toBe(0);
  });
});

test('every path wants a key', async () => {
  for (const { method, path } of routes) {
    const concrete = path.replaceAll(/:\w+/g, '1');
    const response = await fetch(`${kith.url}/api/v1${concrete}`, { method });
    expect(response.status, `${method} ${path}`).toBe(401);
  }
});
