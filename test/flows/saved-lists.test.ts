// docs/contracts/lgl.md §3.19, §4.3: saved lists, and who is on them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import { createSavedList, deleteSavedList } from '../../src/core/constituents/search/saved-list.ts';
import { transaction } from '../../src/db/transaction.ts';
import { lgl as dialect } from '../../src/dialects/lgl/index.ts';
import { type Client, lglClient } from '../contract/lgl/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
let lgl: Client;
const ids: Record<string, number> = {};
const lists: Record<string, number> = {};

/** As `kith list add` makes one. */
async function addList(name: string, search: string): Promise<number> {
  const actor = systemActor(kith.organization, 'test', 'test');
  const criteria = dialect.readSearch?.(search, { timeZone: 'UTC', now: new Date('2020-01-01') }) ?? [];
  const { id } = await transaction(kith.app.db, actor, (tx) => createSavedList(tx, actor, { name, criteria }));
  return id;
}

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  const people = {
    ada: { first_name: 'Ada', last_name: 'Rivera', street_addresses: [{ city: 'Seattle' }] },
    bo: { first_name: 'Bo', last_name: 'Rivera', street_addresses: [{ city: 'Tacoma' }] },
    cy: { first_name: 'Cy', last_name: 'Okafor', street_addresses: [{ city: 'Seattle' }] },
    // Active in 2020, when the list is saved, and lapsed today.
    di: {
      ...{ first_name: 'Di', last_name: 'Moss' },
      memberships: [{ membership_level_name: 'Friend', date_start: '2019-01-01', finish_date: '2021-01-01' }],
    },
  };
  for (const [name, body] of Object.entries(people)) ids[name] = (await lgl.post('/constituents', body)).body.id;
  lists.riveras = await addList('Riveras', 'name=rivera');
  lists.seattle = await addList('Riveras of Seattle', 'name=rivera;city=Seattle');
  lists.okafors = await addList('Friends: 100%', 'name=okafor');
  lists.lapsed = await addList('Lapsed', 'membership_status=0');
});
afterAll(() => kith.stop());

const members = async (client: Client, query: string) => {
  const { status, body } = await client.search(query);
  expect(status).toBe(200);
  return body.items.map(({ id }: { id: number }) => Object.keys(ids).find((name) => ids[name] === id)).toSorted();
};

test('members meet every criterion of any of the lists, and the other terms', async () => {
  expect(await members(lgl, `q[]=lists=${lists.riveras}`)).toEqual(['ada', 'bo']);
  expect(await members(lgl, `q[]=lists=${lists.seattle}`)).toEqual(['ada']);
  expect(await members(lgl, `q[]=lists=${lists.seattle},${lists.okafors}`)).toEqual(['ada', 'cy']);
  expect(await members(lgl, `q[]=lists=${lists.riveras};city=Tacoma`)).toEqual(['bo']);
  expect(await members(lgl, `q[]=lists=${lists.riveras}&q[]=lists=${lists.okafors}`)).toEqual([]);
  expect(await members(lgl, 'q[]=lists=999999')).toEqual([]);
  expect(await members(lgl, `q[]=lists=${lists.lapsed}`)).toEqual(['di']);
});

test('who joins later is a member', async () => {
  const { id } = (await lgl.post('/constituents', { first_name: 'Ed', last_name: 'Okafor' })).body;
  ids.ed = id;
  expect(await members(lgl, `q[]=lists=${lists.okafors}`)).toEqual(['cy', 'ed']);
});

test('are listed and searched by name', async () => {
  const all = (await lgl.get('/lists?limit=2')).body;
  expect(all).toMatchObject({ item_type: 'list', items_count: 2, total_items: 4 });
  expect(Object.keys(all.items[0])).toEqual(['id', 'name', 'description', 'item_type', 'created_at', 'updated_at']);
  const named = async (query: string) =>
    (await lgl.get(`/lists/search?${query}`)).body.items.map(({ name }: { name: string }) => name);
  expect(await named('q[]=name=SEATTLE')).toEqual(['Riveras of Seattle']);
  expect(await named('q=riveras')).toEqual(['Riveras', 'Riveras of Seattle']);
  expect(await named(`q=${encodeURIComponent('100%')}`)).toEqual(['Friends: 100%']);
  expect(await named('q=%25')).toEqual(['Friends: 100%']);
  expect(await named('q[]=name=_')).toEqual([]);
  expect(await lgl.get('/lists/search?q[]=badterm=1')).toMatchObject({ status: 400 });
  expect(await lgl.get('/lists/search?q=a%00')).toMatchObject({ status: 400 });
});

test('a list names no list, and has a name and a search', async () => {
  await expect(addList('Lists', `lists=${lists.riveras}`)).rejects.toMatchObject({ code: 'list_in_list' });
  await expect(addList('Everybody', '')).rejects.toMatchObject({ code: 'list_without_criteria' });
  await expect(addList(' ', 'name=rivera')).rejects.toMatchObject({ code: 'required' });
  await expect(addList('Wrong', 'badterm=1')).rejects.toMatchObject({ code: 'unknown_query_parameter' });
});

test('another organization sees no list and no member', async () => {
  const stranger = lglClient(kith.url, await kith.addTenant('stranger'));
  await stranger.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' });
  expect((await stranger.get('/lists')).body.total_items).toBe(0);
  expect((await stranger.search(`q[]=lists=${lists.riveras}`)).body.total_items).toBe(0);
});

test('a removed list has no members', async () => {
  const actor = systemActor(kith.organization, 'test', 'test');
  const id = lists.lapsed ?? 0;
  await transaction(kith.app.db, actor, (tx) => deleteSavedList(tx, actor, id));
  expect(await members(lgl, `q[]=lists=${id}`)).toEqual([]);
  await expect(transaction(kith.app.db, actor, (tx) => deleteSavedList(tx, actor, id))).rejects.toMatchObject({
    kind: 'not-found',
  });
});
