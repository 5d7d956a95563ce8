// The id of a record that was merged away, in all contracts: it means the survivor, and its own record again once undone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tryOut } from '../../src/core/base/try-out.ts';
import { mergeConstituents } from '../../src/core/merging/merge-constituents.ts';
import { unmerge } from '../../src/core/merging/unmerge.ts';
import { transaction } from '../../src/db/transaction.ts';
import { lglClient } from '../contract/lgl/client.ts';
import { keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type Tenant, type TestKith } from '../support/kith.ts';
import { contentOf, differing } from '../support/merge-scene.ts';
import { ohoClient } from '../support/oho-client.ts';
import { addRecord, operator } from '../support/records.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let elsewhere: Tenant;
beforeAll(async () => {
  kith = await startKith();
  elsewhere = await kith.addTenant('oakfield');
});
afterAll(() => kith.stop());

const merge = (survivorId: number, otherIds: readonly number[], choose = {}, tenant: Tenant = kith) =>
  transaction(kith.app.db, operator(tenant), (tx) =>
    mergeConstituents(tx, operator(tenant), { survivorId, otherIds, choose }),
  );
const undo = (id: number, tenant: Tenant = kith) =>
  transaction(kith.app.db, operator(tenant), (tx) => unmerge(tx, operator(tenant), id));

async function two() {
  const kept = await addRecord(kith, { firstName: 'Ada', lastName: 'Rivera', externalIds: { oho: 'HR-1' } });
  const old = await addRecord(kith, {
    firstName: 'Adah',
    lastName: 'Rivera',
    birthDate: '1990-05-04',
    externalIds: { oho: `HR-2-${kept}` },
    emailAddresses: { items: [{ address: `adah${kept}@example.org` }] },
  });
  return { kept, old };
}

async function luminate(form: Record<string, string>) {
  const { api_key, login_name, login_password } = kith.credentials.luminate;
  const common = { v: '1.0', api_key, login_name, login_password, response_format: 'json' };
  const body = new URLSearchParams({ ...common, ...form });
  const response = await fetch(`${kith.url}/site/SRConsAPI`, { method: 'POST', body });
  return response.json() as Promise<Record<string, Record<string, unknown>>>;
}

test('it means the survivor for reading', async () => {
  const { kept, old } = await two();
  await merge(kept, [old]);
  const oho = ohoClient(kith.url, kith.basic);
  const seen = (await oho.get(`/api/constituents/${old}`)).body;
  expect(seen).toMatchObject({ id: kept, first_name: 'Ada', date_of_birth: '1990-05-04', external_id: 'HR-1' });
  expect((await oho.get(`/api/constituents?external_id=HR-2-${kept}`)).body).toMatchObject([{ id: kept }]);
  expect((await oho.get(`/api/compliance/constituents/${old}`)).body).not.toMatchObject({ constituent_id: old });
  const lgl = lglClient(kith.url, kith);
  expect((await lgl.get(`/constituents/${old}`)).body.id).toBe(kept);
  expect((await lgl.get(`/constituents/${old}/email_addresses`)).body.items).toHaveLength(1);
  expect((await lgl.get(`/constituents/${old}/notes`)).status).toBe(200);
  expect((await luminate({ method: 'getUser', cons_id: String(old) })).getConsResponse?.cons_id).toBe(String(kept));
  expect((await nativeClient(kith.url, keyOf(kith)).get(`/constituents/${old}`)).body.id).toBe(kept);
  expect((await lglClient(kith.url, elsewhere).get(`/constituents/${old}`)).status).toBe(404);
});

test('it means the survivor for writing', async () => {
  const { kept, old } = await two();
  await merge(kept, [old]);
  const lgl = lglClient(kith.url, kith);
  const note = (await lgl.post(`/constituents/${old}/notes`, { text: 'Called' })).body;
  expect(note.constituent_id).toBe(kept);
  const gift = { received_amount: 12, gift_type_name: 'Gift' };
  expect((await lgl.post(`/constituents/${old}/gifts`, gift)).body.constituent_id).toBe(kept);
  const web = (await lgl.post(`/constituents/${old}/web_addresses`, { url: 'https://example.org' })).body;
  expect(web.item_id).toBe(kept);
  const friend = await addRecord(kith, { firstName: 'Noor', lastName: 'Haddad' });
  const related = { related_constituent_id: old, name: 'Friend' };
  const relationship = (await lgl.post(`/constituents/${friend}/constituent_relationships`, related)).body;
  expect(relationship.related_constituent_id).toBe(kept);
  const oho = ohoClient(kith.url, kith.basic);
  expect((await oho.patch(`/api/constituents/${old}`, { last_name: 'River' })).body).toMatchObject({ id: kept });
  const written = await luminate({ method: 'update', cons_id: String(old), 'name.first': 'Adele' });
  expect(written.updateConsResponse?.cons_id).toBe(String(kept));
  const native = nativeClient(kith.url, keyOf(kith));
  expect((await native.send('PATCH', `/constituents/${old}`, { job_title: 'Chair' })).body).toMatchObject({
    id: kept,
    first_name: 'Adele',
    last_name: 'River',
    job_title: 'Chair',
  });
  expect((await lgl.delete(`/constituents/${old}`)).status).toBe(404);
});

test('undone, each is what they were, and later writes stay with the survivor', async () => {
  const { kept, old } = await two();
  const lgl = lglClient(kith.url, kith);
  const before = (await lgl.get(`/constituents/${old}`)).body;
  const { merge: made } = await merge(kept, [old], { first_name: old });
  expect(made.conflicts).toMatchObject(
    [{ field: 'first_name', values: { [kept]: 'Ada', [old]: 'Adah' } }, {}, {}, {}, {}, {}, {}, {}].slice(
      0,
      made.conflicts.length,
    ),
  );
  await lgl.patch(`/constituents/${kept}`, { job_title: 'Chair' });
  const email = before.email_addresses[0];
  await lgl.patch(`/email_addresses/${email.id}`, { address: `changed${kept}@example.org` });
  await undo(made.id);
  const { updated_at: _, ...after } = (await lgl.get(`/constituents/${old}`)).body;
  expect(after).toEqual(Object.fromEntries(Object.entries(before).filter(([key]) => key !== 'updated_at')));
  const survivor = (await lgl.get(`/constituents/${kept}`)).body;
  expect(survivor).toMatchObject({ first_name: 'Ada', job_title: 'Chair', birthday: null });
  expect(survivor.email_addresses).toMatchObject([{ address: `changed${kept}@example.org` }]);
  await expect(undo(made.id)).rejects.toMatchObject({ kind: 'conflict', code: 'merge_undone' });
});

test('what cannot be merged is refused, a dry run leaves no trace, and organizations never meet', async () => {
  const { kept, old } = await two();
  const company = await addRecord(kith, { isOrg: true, orgName: 'Riverbend Ltd' });
  await expect(merge(kept, [kept])).rejects.toMatchObject({ kind: 'invalid', code: 'nobody_else' });
  await expect(merge(kept, [company])).rejects.toMatchObject({ kind: 'invalid', code: 'people_and_organizations' });
  await expect(merge(kept, [999])).rejects.toMatchObject({ kind: 'not-found' });
  await expect(merge(kept, [old], { shoe_size: old })).rejects.toMatchObject({ code: 'unknown_field' });
  await expect(merge(kept, [old], { birth_date: company })).rejects.toMatchObject({ code: 'not_a_choice' });
  await expect(merge(kept, [old], {}, elsewhere)).rejects.toMatchObject({ kind: 'not-found' });
  const before = await contentOf(kith.app.db);
  const actor = operator(kith);
  const { survivor } = await tryOut(kith.app.db, actor, (tx) =>
    mergeConstituents(tx, actor, { survivorId: kept, otherIds: [old] }),
  );
  expect(survivor.birthDate).toBe('1990-05-04');
  expect(differing(before, await contentOf(kith.app.db))).toEqual([]);
  const { merge: made } = await merge(kept, [old]);
  await expect(undo(made.id, elsewhere)).rejects.toMatchObject({ kind: 'not-found' });
});

test('merges and writes of the same people at once lose nothing', async () => {
  const ids: number[] = [];
  for (let n = 0; n < 10; n += 1) ids.push(await addRecord(kith, { firstName: 'Sam', lastName: `Okafor ${n}` }));
  const lgl = lglClient(kith.url, kith);
  const notes = Array.from({ length: 150 }, (_, n) =>
    lgl.post(`/constituents/${ids[n % 10]}/notes`, { text: `Note ${n}` }),
  );
  const addresses = Array.from({ length: 40 }, (_, n) =>
    lgl.post(`/constituents/${ids[n % 10]}/web_addresses`, { url: `https://example.org/${n}` }),
  );
  const merges = Array.from({ length: 9 }, (_, n) =>
    merge(ids[n % 2 === 0 ? n + 1 : n - 1] ?? 0, [ids[n] ?? 0]).catch((error) => error),
  );
  const answers = await Promise.all([...notes, ...addresses]);
  expect(answers.filter(({ status }) => status >= 300).map(({ status, body }) => [status, body])).toEqual([]);
  const refused = (await Promise.all(merges)).filter((result) => result instanceof Error);
  expect(refused.filter((error) => !/nobody_else/.test(error.message))).toEqual([]);
  const kept = await kith.app.db.one<{ notes: number; addresses: number }>(
    sql(
      `select (select count(*) from notes n join constituents c using (organization_id) where c.id = n.constituent_id and n.text like 'Note %') as notes,
         (select count(*) from web_addresses where url like 'https://example.org/%' and url <> 'https://example.org') as addresses`,
    ),
  );
  expect(kept).toEqual({ notes: 150, addresses: 40 });
});
