// A role that a dialect declares opens that dialect and nothing else, whatever else the user could sign in with.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN_PASSWORD, startKith, type TestKith } from '../support/kith.ts';
import { ohoClient } from '../support/oho-client.ts';
import { addUser } from '../support/records.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

const listedBy = async (role: string) => {
  const email = `${role}@example.org`;
  await addUser(kith, { email, role });
  const basic = { authorization: `Basic ${Buffer.from(`${email}:${ADMIN_PASSWORD}`).toString('base64')}` };
  return (await ohoClient(kith.url, basic).get('/api/constituents')).status;
};

test('an API administrator of Luminate reads nothing through Oho; staff does', async () => {
  expect(await listedBy('data_viewer')).toBe(200);
  expect(await listedBy('api_administrator')).toBe(403);
});

test('a role that nobody declares is refused', async () => {
  await expect(addUser(kith, { email: 'x@example.org', role: 'constructor' })).rejects.toMatchObject({
    kind: 'invalid',
  });
});
