// Writing by another system's id, and the record that a refused change is told of (docs/api.md, Constituents).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { keyOf, nativeClient } from './client.ts';

let kith: TestKith;
let api: ReturnType<typeof nativeClient>;
beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
});
afterAll(() => kith.stop());

test('a PUT by an id creates, then changes the same person', async () => {
  const made = await api.send('PUT', '/constituents/by/payroll/E%2F17', { first_name: 'Ama', last_name: 'Boateng' });
  expect(made.status).toBe(200);
  expect(made.headers.get('location')).toBe(`/v1/constituents/${made.body.id}`);
  expect(made.body.external_ids).toEqual([{ system: 'payroll', value: 'E/17' }]);
  const changed = await api.send('PUT', '/constituents/by/payroll/E%2F17', { nick_name: 'A' });
  expect(changed.body).toMatchObject({ id: made.body.id, first_name: 'Ama', nick_name: 'A' });
  expect(changed.headers.get('location')).toBe(null);
  const other = await api.send('PUT', '/constituents/by/crm/E%2F17', { last_name: 'Other' });
  expect(other.body.id).not.toBe(made.body.id);
  const nobody = await api.send('PUT', '/constituents/by/payroll/E18', {});
  expect(nobody.body).toMatchObject({ status: 422, code: 'name_required' });
});

test('ten at once make one person', async () => {
  const put = () => api.send('PUT', '/constituents/by/payroll/RACE', { last_name: 'Race' });
  const answers = await Promise.all(Array.from({ length: 10 }, put));
  expect(answers.every(({ status }) => status === 200 || status === 409 || status === 422)).toBe(true);
  expect(new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.id)).size).toBe(1);
  expect((await api.get('/constituents?q=Race')).body.data).toHaveLength(1);
});

test('a change that came too late is told what the record is now', async () => {
  const { body } = await api.send('POST', '/constituents', { last_name: 'Late' });
  await api.send('PATCH', `/constituents/${body.id}`, { nick_name: 'theirs' });
  const mine = await api.send(
    'PATCH',
    `/constituents/${body.id}`,
    { nick_name: 'mine' },
    { 'if-match': `"${body.version}"` },
  );
  expect(mine.body).toMatchObject({ status: 412, code: 'stale', current: { id: body.id, nick_name: 'theirs' } });
  const again = { 'if-match': `"${mine.body.current.version}"` };
  expect((await api.send('PATCH', `/constituents/${body.id}`, { nick_name: 'mine' }, again)).status).toBe(200);
});
