// docs/contracts/luminate.md §4.10 to §4.12: interactions.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, type Fields, makePerson, makeSignedOn, refused } from './client.ts';

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

describe('interactions', () => {
  const log = (fields: Fields) => api.server('logInteraction', fields);
  const history = async (id: string, fields: Fields = {}) => {
    const reply = await api.server('getUserInteractions', { cons_id: id, ...fields });
    expect(reply.status).toBe(200);
    return [reply.body.interaction ?? []].flat() as Record<string, unknown>[];
  };

  test('logInteraction answers as update does', async () => {
    const id = await make();
    const reply = await log({
      cons_id: id,
      interaction_subject: 'Called',
      interaction_body: '1234',
      interaction_type_id: ids.call!,
    });
    expect(reply.text).toBe(`{"updateConsResponse":{"message":"Interaction logged successfully.","cons_id":"${id}"}}`);
    const all = await history(id);
    expect(all).toMatchObject([
      { interactionTypeId: '0', subject: 'create' },
      { interactionTypeId: ids.call, subject: 'Called', note: { text: '1234' } },
    ]);
    expect(Object.keys(all[0]!)).toEqual(['interactionId', 'interactionTypeId', 'subject']);
  });

  test('one is an object, none is no key', async () => {
    const id = await make();
    const reply = await api.server('getUserInteractions', { cons_id: id, interaction_subject: 'create' });
    expect(Array.isArray(reply.body.interaction)).toBe(false);
    const none = await api.server('getUserInteractions', { cons_id: id, interaction_subject: 'nothing' });
    expect(none.text).toBe('{"getUserInteractionsResponse":{}}');
  });

  test.each<[string, Fields]>([
    ['9', {}],
    ['9', { interaction_subject: '' }],
    ['23', { interaction_subject: 'x'.repeat(81) }],
    ['30', { interaction_subject: 'x', interaction_body: 'x'.repeat(1501) }],
    ['26', { interaction_subject: 'x', interaction_type_id: '4711' }],
    ['26', { interaction_subject: 'x', interaction_type_id: 'x' }],
    ['29', { interaction_subject: 'x', interaction_cat_id: 'x' }],
    ['29', { interaction_subject: 'x', interaction_cat_id: '7' }],
    ['29', { interaction_subject: 'x', interaction_cat_id: '999' }],
    ['32', { interaction_subject: 'x', cons_id: '999' }],
    ['16', { interaction_subject: 'x', cons_id: '', member_id: 'nobody' }],
    ['9', { interaction_subject: 'x', cons_id: '' }],
  ])('logInteraction error %s', async (code, fields) => {
    const id = await make();
    expect(await log({ cons_id: id, ...fields })).toMatchObject(refused(code));
  });

  test('an archived type takes no more', async () => {
    const id = await make();
    expect(await log({ cons_id: id, interaction_subject: 'x', interaction_type_id: ids.telegram! })).toMatchObject(
      refused('26'),
    );
  });

  test('filter, order and page', async () => {
    const id = await make();
    for (const subject of ['beta 100%', 'alpha', 'gamma_1']) {
      await log({ cons_id: id, interaction_subject: subject, interaction_type_id: ids.call! });
    }
    const subjects = async (fields: Fields) => (await history(id, fields)).map((interaction) => interaction.subject);
    const calls = { interaction_type_id: ids.call! };
    expect(await subjects(calls)).toEqual(['beta 100%', 'alpha', 'gamma_1']);
    expect(await subjects({ ...calls, list_ascending: 'false' })).toEqual(['gamma_1', 'alpha', 'beta 100%']);
    expect(await subjects({ ...calls, list_sort_column: 'subject' })).toEqual(['alpha', 'beta 100%', 'gamma_1']);
    expect(
      await subjects({ ...calls, list_sort_column: 'interaction_id', list_page_size: '2', list_page_offset: '1' }),
    ).toEqual(['gamma_1']);
    expect(await subjects({ ...calls, list_filter_column: 'subject', list_filter_text: '0%' })).toEqual(['beta 100%']);
    expect(await subjects({ ...calls, list_filter_text: 'a_1' })).toEqual(['gamma_1']);
    const today = new Date().toISOString().slice(0, 10);
    expect(await subjects({ ...calls, begin_date: today, end_date: today })).toHaveLength(3);
    expect(await subjects({ ...calls, end_date: '2020-01-01T00:00:00' })).toEqual([]);
    const wrong: [string, Fields][] = [
      ['50', { list_sort_column: 'shoe' }],
      ['50', { list_filter_column: 'date', list_filter_text: 'x' }],
      ['50', { list_page_size: '0' }],
      ['25', { begin_date: 'soon' }],
      ['25', { begin_date: '2026-02-30' }],
      ['25', { begin_date: '2026-02-01', end_date: '2026-01-01' }],
      ['32', { cons_id: '999' }],
    ];
    for (const [code, fields] of wrong) {
      expect(await api.server('getUserInteractions', { cons_id: id, ...fields }), JSON.stringify(fields)).toMatchObject(
        refused(code),
      );
    }
  });

  test('a person logs, reads and changes their own, and nobody else’s', async () => {
    const mine = await makeSignedOn(api);
    const theirs = await makeSignedOn(api);
    const fields = {
      auth: mine.auth,
      interaction_subject: 'My note',
      interaction_body: 'Hi',
      interaction_type_id: ids.visit!,
    };
    expect(await api.client('logInteraction', fields, mine.cookie)).toMatchObject({
      status: 200,
      body: { cons_id: mine.id },
    });
    const found = await api.client(
      'getUserInteractions',
      { auth: mine.auth, interaction_type_id: ids.visit! },
      mine.cookie,
    );
    const interaction_id = String(found.body.interaction.interactionId);
    const get = (who: typeof mine) => api.client('getInteraction', { auth: who.auth, interaction_id }, who.cookie);
    expect(await get(mine)).toMatchObject({
      root: 'getInteractionResponse',
      body: { interaction: { interactionId: interaction_id, subject: 'My note', note: { text: 'Hi' } } },
    });
    expect(await get(theirs)).toMatchObject(refused('27'));
    const change = (who: typeof mine) =>
      api.client('updateInteraction', { auth: who.auth, interaction_id, interaction_body: 'Ho' }, who.cookie);
    expect(await change(theirs)).toMatchObject(refused('27'));
    expect(await change(mine)).toMatchObject({ status: 200, root: 'updateConsResponse', body: { cons_id: mine.id } });
    expect((await get(mine)).body.interaction).toMatchObject({ subject: 'My note', note: { text: 'Ho' } });
    const foreign = { ...fields, cons_id: theirs.id };
    expect(await api.client('logInteraction', foreign, mine.cookie)).toMatchObject(refused('3'));
  });

  test('getInteraction and updateInteraction errors', async () => {
    for (const method of ['getInteraction', 'updateInteraction']) {
      expect(await api.server(method)).toMatchObject(refused('9'));
      expect(await api.server(method, { interaction_id: '999999' })).toMatchObject(refused('27'));
      expect(await api.server(method, { interaction_id: 'x' })).toMatchObject(refused('27'));
    }
    const id = await make();
    const [first] = await history(id);
    const interaction_id = String(first?.interactionId);
    expect(await elsewhere.server('getInteraction', { interaction_id })).toMatchObject(refused('27'));
    const long = { interaction_id, interaction_body: 'x'.repeat(1501) };
    expect(await api.server('updateInteraction', long)).toMatchObject(refused('30'));
  });

  test('listInteractions shows those of public types to anybody', async () => {
    const id = await make();
    await log({
      cons_id: id,
      interaction_subject: 'Coach says',
      interaction_body: 'Run!',
      interaction_type_id: ids.call!,
    });
    const fields = { interaction_type_id: ids.call!, interaction_subject: 'Coach says' };
    for (const servlet of ['client', 'server'] as const) {
      const reply = await api[servlet]('listInteractions', fields);
      expect(reply).toMatchObject({
        root: 'listInteractionsResponse',
        body: { interaction: { note: { text: 'Run!' } } },
      });
      expect(await api[servlet]('listInteractions', { interaction_type_id: ids.visit! })).toMatchObject(refused('26'));
      expect(await api[servlet]('listInteractions')).toMatchObject(refused('9'));
    }
  });
});
