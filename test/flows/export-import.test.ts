// What was exported from one organization and imported into an empty one is exported from there as the same bytes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workOnImport } from '../../src/core/transfer/work-on-import.ts';
import { keyOf, nativeClient } from '../contract/native/client.ts';
import { addCustomFields } from '../support/custom-fields.ts';
import { startKith, type Tenant, type TestKith } from '../support/kith.ts';

const PEOPLE = 60;
const COLUMNS = [
  ...['external_id:payroll', 'first_name', 'last_name', 'job_title', 'birth_date', 'is_org', 'org_name', 'active'],
  ...['email_1', 'email_2', 'phone_1', 'website_1', 'street_1', 'city_1', 'postal_code_1', 'street_2', 'city_2'],
  'groups',
];
const ODD = ['=1+1', '+Plus', '-Minus', '@At', "'=2", "O'Neil", '"Quoted", Jr', 'Zoë 😀', 'Semi;colon'];
let kith: TestKith;
let other: Tenant;
beforeAll(async () => {
  kith = await startKith();
  other = await kith.addTenant('oakfield');
  await addCustomFields(kith, [{ key: 'how_met', name: 'How met', dataType: 'text' }]);
  const api = nativeClient(kith.url, keyOf(kith));
  for (const name of ['Choir', 'Board, "old"']) await api.send('POST', '/groups', { name });
  for (let number = 0; number < PEOPLE; number += 1) {
    const { status } = await api.send('POST', '/constituents', {
      ...{ first_name: `Ann${number}`, last_name: ODD[number % ODD.length], job_title: ODD[(number + 4) % ODD.length] },
      ...{ birth_date: number % 2 ? null : '1990-02-28', active: number % 3 === 0 },
      ...(number % 10 === 9 && { is_org: true, org_name: `Rotary ${number}` }),
      external_ids: { payroll: `00${number}` },
      email_addresses: ['a', 'b']
        .slice(0, number % 3)
        .map((letter) => ({ address: `${letter}${number}@mail.example` })),
      phone_numbers: number % 2 ? [] : [{ number: '+61 2 9999 0000' }],
      web_addresses: number % 5 ? [] : [{ url: `https://${number}.example/` }],
      street_addresses:
        number % 4
          ? []
          : [
              { street: `${number} River St`, city: 'Perth', postal_code: '01234' },
              { street: '-2 Hill', city: 'Rome' },
            ],
      groups: number % 7 ? [] : [{ group: 'Choir' }, { group: 'Board, "old"' }],
    });
    expect(status).toBe(201);
  }
}, 60_000);
afterAll(() => kith.stop());

async function exported(tenant: Tenant): Promise<string> {
  const made = await nativeClient(kith.url, keyOf(tenant)).send('POST', '/exports', {
    format: 'csv',
    columns: COLUMNS,
  });
  const response = await fetch(`${kith.url}/v1/exports/${made.body.id}/file`, {
    headers: { authorization: `Bearer ${keyOf(tenant)}` },
  });
  return Buffer.from(await response.arrayBuffer()).toString();
}

test('export, import, export', { timeout: 60_000 }, async () => {
  const before = await exported(kith);
  const api = nativeClient(kith.url, keyOf(other));
  const response = await fetch(`${kith.url}/v1/imports?filename=people.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keyOf(other)}`, 'content-type': 'text/csv' },
    body: before,
  });
  // biome-ignore lint/suspicious/noExplicitAny: a record of the API
  const { id, mapping } = (await response.json()) as any;
  const columns = mapping.columns.map(({ index, heading }: { index: number; heading: string }) => ({
    index,
    target: heading,
  }));
  const patched = await api.send('PATCH', `/imports/${id}`, { mapping: { columns } });
  expect([patched.status, patched.body]).toMatchObject([200, {}]);
  for (const step of ['check', 'run']) {
    await api.send('POST', `/imports/${id}/${step}`);
    await workOnImport(kith.app.db, { organizationId: other.organization.id, importId: id });
  }
  const refused = (await api.get(`/imports/${id}/rows?outcome=error&limit=100`)).body.data;
  expect(refused).toEqual([]);
  expect((await exported(other)).split('\r\n')).toEqual(before.split('\r\n'));
});
