// docs/integrations.md, docs/erasure.md: how long what was posted is kept.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyRetention } from '../../src/core/erasure/retention.ts';
import { findListener } from '../../src/core/integrations/integration.ts';
import { type Client as LglClient, lglClient } from '../contract/lgl/client.ts';
import { type Client, keyOf, nativeClient } from '../contract/native/client.ts';
import { addIntegrationTo } from '../support/integration-scene.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { operator } from '../support/records.ts';

let kith: TestKith;
let lgl: LglClient;
let native: Client;
beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  native = nativeClient(kith.url, keyOf(kith));
});
afterAll(() => kith.stop());

let people = 0;
function newPerson() {
  people += 1;
  return { first_name: 'Ada', last_name: `Posted${people}`, email: `ada${people}@riverbend.example` };
}

describe('what was posted about somebody', () => {
  test('goes with them, also what waits and names an address of theirs', async () => {
    const { post, queue, change } = await addIntegrationTo(kith, { savesItself: true });
    const person = newPerson();
    await post(person);
    await change({ savesItself: false });
    await post({ from: `Ada <${person.email.toUpperCase()}>`, message: 'Please call' });
    await post({ from: newPerson().email });
    const [{ id }] = (await lgl.search(`q[]=name=${person.last_name}`)).body.items;
    const everything = await native.get(`/constituents/${id}/everything`);
    expect(everything.body.tables.integration_posts).toHaveLength(2);
    const erased = await native.send('POST', `/constituents/${id}/erase`, { reason: 'asked for' });
    expect(erased.body.erased).toMatchObject({ integration_posts: 2 });
    expect((await queue(true)).map(({ fields }) => Object.keys(fields))).toEqual([['from']]);
  });

  test('is kept as long as the organization wants, and while it waits', async () => {
    const { post, queue, change } = await addIntegrationTo(kith, { savesItself: true });
    await post(newPerson());
    await change({ isPaused: true });
    await post(newPerson());
    await kith.changeSetting('keepPostDays', 30);
    const { organization } = (await findListener(kith.app.db, (await addIntegrationTo(kith)).address)) ?? kith;
    const apply = (days: number) =>
      applyRetention(kith.app.db, operator({ ...kith, organization }), new Date(Date.now() + days * 86_400_000));
    expect(await apply(29)).not.toHaveProperty('integration_posts');
    expect(await apply(31)).toHaveProperty('integration_posts');
    expect(await queue(true)).toMatchObject([{ status: 'waiting' }]);
  });
});
