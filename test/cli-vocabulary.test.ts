// `kith field`, `kith interest`, `kith center`, `kith list`: what no API can define, defined by the operator and used through the APIs.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, runKith, startServing, temporaryInstallation } from './support/kith-process.ts';

let installation: Installation;
let env: Installation['env'];
let credentials: { lgl: { access_token: string }; luminate: Record<string, string> };
beforeAll(async () => {
  installation = await temporaryInstallation('vocabulary');
  env = installation.env;
  const options = ['--name', 'Riverbend', '--slug', 'riverbend', '--email', 'a@riverbend.example'];
  const setup = await runKith(['setup', ...options, '--password', 'secret one', '--json'], env);
  credentials = JSON.parse(setup.stdout);
});
afterAll(() => installation.remove());

const ok = async (...args: string[]) => {
  const { code, stdout, stderr } = await runKith(args, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

test('fields, centers and interests are there for a running server at once', async () => {
  const { lgl, luminate } = credentials;
  const server = await startServing(env);
  await ok('field', 'add', '--key', 'visits', '--name', 'Visits', '--data-type', 'integer');
  expect(await ok('field', 'list')).toMatch(/visits\s+Visits\s+staff/);
  const center = (await ok('center', 'add', 'North chapter')).match(/id (\d+)/)?.[1] ?? '';
  const interest = (await ok('interest', 'add', 'Clean water', '--center', center)).match(/id (\d+)/)?.[1] ?? '';
  await ok('interest', 'add', 'Rivers', '--parent', interest);
  expect(await ok('interest', 'list')).toContain('Clean water > Rivers');

  const call = async (
    method: string,
    parameters: Record<string, string>,
  ): Promise<Record<string, Record<string, string>>> => {
    const body = new URLSearchParams({ method, v: '1.0', response_format: 'json', ...parameters, ...luminate });
    const response = await fetch(`${server.url}/site/SRConsAPI`, { method: 'POST', body });
    return (await response.json()) as Record<string, Record<string, string>>;
  };
  const created = await call('create', { primary_email: 'robin@example.org', add_interest_ids: interest });
  const cons_id = created.createConsResponse?.cons_id ?? '';
  expect(await call('getUserCenters', { cons_id })).toMatchObject({
    getConsCentersResponse: { center: { label: 'North chapter' } },
  });
  const headers = { authorization: `Bearer ${lgl.access_token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ custom_attrs: [{ key: 'visits', value: '12' }] });
  await fetch(`${server.url}/api/v1/constituents/${cons_id}`, { method: 'PATCH', headers, body });
  const found = await fetch(`${server.url}/api/v1/constituents/search?q[]=custom_attr_int%3Dvisits%7Cgte%7C10`, {
    headers,
  });
  expect(await found.json()).toMatchObject({ total_items: 1 });

  const wrong = await runKith(['field', 'add', '--key', 'visits', '--name', 'Again'], env);
  expect(wrong).toMatchObject({ code: 1, stdout: '' });
  expect(wrong.stderr).toMatch(/custom field with that key already/);
  expect((await runKith(['interest', 'add', 'X', '--center', '999999'], env)).stderr).toMatch(/kith center list/);
  await server.stop();
}, 120_000);

test('whom fields are for', async () => {
  await ok('field', 'add', '--key', 'diet', '--name', 'Diet', '--audience', 'person-read');
  expect(await ok('field', 'set', 'diet', '--audience', 'person-write')).toBe(
    '1 custom field is for person-write now.\n',
  );
  expect(await ok('field', 'list')).toMatch(/diet\s+Diet\s+person-write/);
  const refusal = await runKith(['field', 'set', '--audience', 'staff'], env);
  expect(refusal).toMatchObject({ code: 1, stderr: 'kith: Name the fields, or say --all.\n' });
}, 120_000);

test('lists are searches with a name, and whoever meets them is on them', async () => {
  const server = await startServing(env);
  const headers = { authorization: `Bearer ${credentials.lgl.access_token}`, 'content-type': 'application/json' };
  const add = (city: string) => {
    const body = JSON.stringify({ last_name: `From ${city}`, street_addresses: [{ city }] });
    return fetch(`${server.url}/api/v1/constituents`, { method: 'POST', headers, body });
  };
  await add('Seattle');
  const id = (await ok('list', 'add', 'Locals', 'city=Seattle')).match(/id (\d+)/)?.[1] ?? '';
  await add('Seattle');
  await add('Austin');
  const search = await fetch(`${server.url}/api/v1/constituents/search?q[]=lists%3D${id}`, { headers });
  expect(await search.json()).toMatchObject({ total_items: 2 });
  expect(await ok('list', 'list')).toMatch(new RegExp(`${id}\\s+Locals`));
  await server.stop();
  expect((await runKith(['list', 'add', 'X', 'colour=red'], env)).code).toBe(1);
  await ok('list', 'remove', id);
  expect(await ok('list', 'list')).toBe('No lists.\n');
}, 120_000);
