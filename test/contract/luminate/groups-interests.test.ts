// docs/contracts/luminate.md §4.6 to §4.9, §4.13 and §4.15 to §4.17: groups, interests, centers, transactions.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, encode, type Fields, makePerson, makeSignedOn, refused, request } from './client.ts';

let kith: TestKith;
let api: Caller;
let elsewhere: Caller;
const ids: Record<string, string> = {};
beforeAll(async () => {
  kith = await startKith();
  api = caller(kith);
  elsewhere = caller(kith, await kith.addTenant('oakfield'));
  const add = async (name: string, text: string, ...values: unknown[]) => {
    const row = await kith.app.db.one<{ id: number }>(sql(`${text} returning id`, [kith.organization.id, ...values]));
    ids[name] = String(row.id);
  };
  await add('choir', `insert into groups (organization_id, name, key) values ($1, 'Choir', 'choir')`);
  await add('board', `insert into groups (organization_id, name, key) values ($1, 'Board & <co>', 'board')`);
  await add('north', `insert into centers (organization_id, name) values ($1, 'North')`);
  await add('south', `insert into centers (organization_id, name) values ($1, 'South')`);
  await add('nature', `insert into interests (organization_id, name) values ($1, 'Environment')`);
  const child =
    'insert into interests (organization_id, name, parent_id, center_id, is_hidden) values ($1, $2, $3, $4, $5)';
  await add('water', child, 'Clean water', ids.nature, null, false);
  await add('northern', child, 'Northern lights', null, ids.north, false);
  await add('hidden', child, 'Secret', null, null, true);
  const type = 'insert into interaction_types (organization_id, name, is_public, archived_at) values ($1, $2, $3, $4)';
  await add('call', type, 'Call', true, null);
  await add('visit', type, 'Visit', false, null);
  await add('telegram', type, 'Telegram', true, '2026-01-01');
});
afterAll(() => kith.stop());

const make = async (fields: Fields = {}) => (await makePerson(api, fields)).id;

describe('getUserGroups', () => {
  test('none, one, several', async () => {
    const id = await make();
    const groups = async () => (await api.server('getUserGroups', { cons_id: id })).text;
    expect(await groups()).toBe('{"getConsGroupsResponse":{}}');
    await api.server('update', { cons_id: id, add_group_ids: ids.choir! });
    expect(await groups()).toBe(`{"getConsGroupsResponse":{"group":{"id":"${ids.choir}","label":"Choir"}}}`);
    await api.server('update', { cons_id: id, add_group_ids: ids.board! });
    expect(JSON.parse(await groups()).getConsGroupsResponse.group).toHaveLength(2);
    const xml = await api.server('getUserGroups', { cons_id: id, response_format: 'xml' });
    expect(xml.text).toContain('    <label>Board &amp; &lt;co&gt;</label>\n');
  });

  test('their own on the client servlet', async () => {
    const { cookie, auth } = await makeSignedOn(api);
    expect(await api.client('getUserGroups', { auth }, cookie)).toMatchObject({ status: 200, body: {} });
    expect(await api.client('getUserGroups', {}, cookie)).toMatchObject(refused('5'));
    expect(await api.server('getUserGroups')).toMatchObject(refused('9'));
    expect(await api.server('getUserGroups', { cons_id: '9' })).toMatchObject(refused('16'));
  });
});

describe('interests and centers', () => {
  test('getUserInterests', async () => {
    const id = await make({ add_interest_ids: ids.water! });
    const reply = await api.server('getUserInterests', { cons_id: id });
    expect(reply).toMatchObject({ status: 200, root: 'getConsInterestsResponse' });
    expect(reply.body).toEqual({
      interest: {
        id: ids.water,
        label: 'Clean water',
        path: 'Environment > Clean water',
        for_email: 'true',
        for_web: 'true',
      },
    });
    await api.server('update', { cons_id: id, remove_interest_ids: ids.water! });
    expect((await api.server('getUserInterests', { cons_id: id })).body).toEqual({});
  });

  test('isUserInterested by GET and POST', async () => {
    const { auth, cookie } = await makeSignedOn(api, { add_interest_ids: ids.water! });
    const yes = await api.client('isUserInterested', { auth, interest_id: ids.water! }, cookie);
    expect(yes.text).toBe('{"isUserInterestedResponse":{"interested":"true"}}');
    const url = `${api.clientUrl}?${encode({ method: 'isUserInterested', ...api.clientFields, auth, interest_id: ids.nature! })}`;
    expect((await request(url, { headers: { cookie } })).body).toEqual({ interested: 'false' });
    expect(await api.client('isUserInterested', { auth }, cookie)).toMatchObject(refused('9'));
  });

  test('getUserCenters: one is shown, several are not', async () => {
    const id = await make({ add_center_ids: ids.north! });
    const centers = async () => (await api.server('getUserCenters', { cons_id: id })).body;
    expect(await centers()).toEqual({ center: { id: ids.north, label: 'North' } });
    await api.server('update', { cons_id: id, add_center_opt_in_ids: ids.south! });
    expect(await centers()).toEqual({});
    await api.server('update', { cons_id: id, remove_center_ids: ids.north! });
    expect(await centers()).toEqual({ center: { id: ids.south, label: 'South' } });
  });

  test('listCenters with paging', async () => {
    const all = await api.client('listCenters');
    expect(all.body.center).toEqual([
      { id: ids.north, label: 'North' },
      { id: ids.south, label: 'South' },
    ]);
    const page = async (fields: Fields) => (await api.client('listCenters', fields)).body.center?.label;
    expect(await page({ list_page_size: '1', list_page_offset: '1' })).toBe('South');
    expect(await page({ list_page_size: '1', list_record_offset: '0' })).toBe('North');
    expect(await page({ list_page_offset: '9' })).toBeUndefined();
    const wrong: Fields[] = [
      { list_page_size: '0' },
      { list_page_size: 'x' },
      { list_page_size: '1001' },
      { list_page_offset: '-1' },
      { list_page_offset: '1', list_record_offset: '1' },
    ];
    for (const fields of wrong) expect(await api.client('listCenters', fields)).toMatchObject(refused('50'));
    expect((await elsewhere.client('listCenters')).body).toEqual({});
  });

  test('listInterests', async () => {
    const labels = async (servlet: 'client' | 'server', fields: Fields = {}) =>
      (await api[servlet]('listInterests', fields)).body.interest.map((interest: { label: string }) => interest.label);
    expect(await labels('client')).toEqual(['Environment', 'Clean water', 'Northern lights']);
    expect(await labels('client', { include_hidden: 'true' })).toContain('Secret');
    const southerner = await make({ add_center_ids: ids.south! });
    expect(await labels('server', { cons_id: southerner })).toEqual(['Environment', 'Clean water']);
    expect((await elsewhere.client('listInterests')).text).toBe('{"listInterestsResponse":{}}');
  });
});

describe('getGroupMembers', () => {
  test('by column names, with the whole number', async () => {
    const group = ids.board!;
    const one = await make({ add_group_ids: group, first_name: 'Ada', home_city: 'Austin', member_id: 'B-1' });
    const before = await api.server('getGroupMembers', { group_id: group, max_number: '1000' });
    const total = Number(before.body.total_number);
    const two = await make({ add_group_ids: group, 'name.first': 'Bo' });
    const reply = await api.server('getGroupMembers', { group_id: group });
    expect(reply).toMatchObject({
      status: 200,
      root: 'getGroupMembersResponse',
      body: { total_number: String(total + 1) },
    });
    const members = reply.body.member as Fields[];
    expect(members.find((member) => member.cons_id === one)).toMatchObject({
      first_name: 'Ada',
      home_city: 'Austin',
      member_id: 'B-1',
      last_name: null,
    });
    expect(Object.keys(members[0]!)).toEqual(
      'cons_id,member_id,first_name,last_name,primary_email,home_street1,home_street2,home_street3,home_city,home_stateprov,home_county,home_zip'.split(
        ',',
      ),
    );
    const few = await api.server('getGroupMembers', {
      group_id: group,
      max_number: '1',
      fields: 'cons_id,name.first,nonsense',
    });
    expect(few.body.total_number).toBe(String(total + 1));
    expect(Object.keys(few.body.member)).toEqual(['cons_id', 'name.first']);
    expect(Number(two)).toBeGreaterThan(Number(one));
  });

  test('with an administrator’s token in the query of the client servlet', async () => {
    await make({ add_group_ids: ids.choir! });
    const { body } = await api.server('getSingleSignOnToken');
    const fields = {
      method: 'getGroupMembers',
      ...api.clientFields,
      sso_auth_token: body.token,
      group_id: ids.choir!,
      fields: 'cons_id',
    };
    const reply = await request(`${api.clientUrl}?${encode(fields)}`, { method: 'POST' });
    expect(Number(reply.body.total_number)).toBeGreaterThan(0);
  });

  test('nobody else may; errors', async () => {
    const { cookie, auth } = await makeSignedOn(api);
    expect(await api.client('getGroupMembers', { auth, group_id: ids.choir! }, cookie)).toMatchObject(refused('14'));
    expect(await api.client('getGroupMembers', { group_id: ids.choir! })).toMatchObject(refused('5'));
    expect(await api.server('getGroupMembers')).toMatchObject(refused('9'));
    expect(await api.server('getGroupMembers', { group_id: '999999' })).toMatchObject(refused('19'));
    expect(await elsewhere.server('getGroupMembers', { group_id: ids.choir! })).toMatchObject(refused('19'));
  });

  test('takes as many statements for many members as for few', async () => {
    const statements = async (max_number: string) => {
      const before = kith.app.db.meter.statements;
      await api.server('getGroupMembers', { group_id: ids.board!, max_number });
      return kith.app.db.meter.statements - before;
    };
    const one = await statements('1');
    await Promise.all(Array.from({ length: 20 }, () => make({ add_group_ids: ids.board! })));
    expect(await statements('1000')).toBe(one);
  });
});

describe('getUserTransactions', () => {
  test('the empty form', async () => {
    const id = await make();
    const reply = await api.server('getUserTransactions', {
      cons_id: id,
      begin_date: '2024-01-01',
      transaction_type: 'DONATION',
    });
    expect(reply.text).toBe('{"getConsTransactionsResponse":{}}');
    const xml = await api.server('getUserTransactions', { cons_id: id, response_format: 'xml' });
    expect(xml.text).toMatch(/<getConsTransactionsResponse [^>]+\/>\n$/);
    const url = `${api.serverUrl}?${encode({ method: 'getUserTransactions', ...api.serverFields, cons_id: id })}`;
    expect((await request(url)).status).toBe(200);
  });

  test('errors', async () => {
    const id = await make();
    const wrong: [string, Fields][] = [
      ['9', {}],
      ['16', { cons_id: '999' }],
      ['22', { cons_id: id, transaction_type: 'BARTER' }],
      ['25', { cons_id: id, end_date: 'never' }],
      ['50', { cons_id: id, list_page_offset: '0', list_record_offset: '0' }],
    ];
    for (const [code, fields] of wrong)
      expect(await api.server('getUserTransactions', fields)).toMatchObject(refused(code));
  });
});
