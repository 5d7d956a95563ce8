// The sample programs that Oho's guide prints, step by step as they stand there, against a running server: what they call,
// what they look at in the answers, and what they conclude.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
let baseUrl: string;
let headers: Record<string, string>;
beforeAll(async () => {
  kith = await startKith({ sandbox: true, worker: true });
  // The guide's base ends in /api, and it posts checks to {base}/api/scan.
  baseUrl = `${kith.url}/api`;
  const me = await (await fetch(`${baseUrl}/users/me`, { headers: kith.basic })).text();
  // As the quickstart does, with grep.
  const userId = me.match(/"id":[0-9]*/g)?.flatMap((found) => found.match(/[0-9]+/)?.[0] ?? []);
  expect(userId).toHaveLength(1);
  const answer = await fetch(`${baseUrl}/users/${userId?.[0]}/token`, { method: 'POST', headers: kith.basic });
  const { token } = (await answer.json()) as { token: string };
  headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
});
afterAll(() => kith.stop());

// biome-ignore lint/suspicious/noExplicitAny: the programs look into whatever comes
type Json = any;
const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; json: Json }> => {
  const response = await fetch(baseUrl + path, {
    method,
    headers,
    redirect: 'error',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
};
const get = async (path: string) => (await call('GET', path)).json;
const post = async (path: string, body: unknown) => (await call('POST', path, body)).json;

const WWC = ['vicwwc', 'nswwwc', 'qldblue', 'sawwc', 'wawwc', 'taswwc', 'ntwwc', 'actwwc'];

async function onboard(employee: Json): Promise<{ constituentId: number; correlationIds: string[] }> {
  const constituent = await post('/constituents/ensure_exists', {
    first_name: employee.first_name,
    last_name: employee.last_name,
    email: employee.email,
    phone: employee.phone ?? null,
    date_of_birth: employee.date_of_birth ?? null,
    external_id: employee.employee_id ?? null,
  });
  const correlationIds: string[] = [];
  for (const [type, identifier] of employee.checks) {
    const { status, json } = await call('POST', '/api/scan', {
      type,
      identifier,
      first_name: employee.first_name,
      surname: employee.last_name,
      birth_date: employee.date_of_birth ?? null,
      constituent: { id: constituent.id },
    });
    // The program takes any other status for a failure.
    expect(status).toBe(200);
    correlationIds.push(json.correlation_id);
  }
  return { constituentId: constituent.id, correlationIds };
}

async function offboard(externalId: string): Promise<boolean> {
  const constituent = (await get('/constituents')).find((one: Json) => one.external_id === externalId);
  if (!constituent) return false;
  return (await call('PATCH', `/constituents/${constituent.id}`, { active: false })).status === 200;
}

/** Counts a check only if it is finished and exactly `active`, looking inside without asking. */
function isValid(accreditation: Json): boolean {
  return accreditation.status === 'completed' && accreditation.registry_response?.oho_status === 'active';
}

async function complianceReport(): Promise<Json[]> {
  const active = (await get('/constituents')).filter((one: Json) => one.active);
  const report: Json[] = [];
  for (const constituent of active) {
    const { accreditations } = await get(`/constituents/${constituent.id}`);
    const hasValidWwc = accreditations.some((one: Json) => WWC.includes(one.type) && isValid(one));
    report.push({
      name: `${constituent.first_name} ${constituent.last_name}`,
      external_id: constituent.external_id,
      total_checks: accreditations.length,
      compliant: hasValidWwc,
    });
  }
  return report;
}

async function bulkStatus(externalIds: string[]): Promise<Json[]> {
  const constituents = await get('/constituents');
  return Promise.all(
    externalIds.map(async (externalId) => {
      const constituent = constituents.find((one: Json) => one.external_id === externalId);
      if (!constituent) return { external_id: externalId, found: false, compliant: false };
      const { accreditations } = await get(`/constituents/${constituent.id}`);
      const hasWwc = accreditations.some((one: Json) => one.type.endsWith('wwc') && isValid(one));
      return {
        external_id: externalId,
        found: true,
        active: constituent.active,
        checks_count: accreditations.length,
        compliant: hasWwc,
      };
    }),
  );
}

const finished = (constituentId: number) =>
  expect
    .poll(async () => (await get(`/constituents/${constituentId}`)).accreditations.map((one: Json) => one.status), {
      timeout: 10_000,
    })
    .not.toContain('pending');
const isDone = async (constituentId: number) => {
  await finished(constituentId);
  await expect
    .poll(
      async () =>
        (await get(`/constituents/${constituentId}`)).accreditations.every((one: Json) => one.status === 'completed'),
      { timeout: 10_000 },
    )
    .toBe(true);
};

describe('the guide’s programs', () => {
  test('onboarding, compliance report, bulk status and off-boarding', async () => {
    const names = { first_name: 'Jessica', last_name: 'Martinez' };
    const fine = await onboard({
      ...names,
      email: 'jessica.martinez@example.com',
      employee_id: 'EMP-001',
      phone: '+61-3-9876-5432',
      date_of_birth: '1992-05-14',
      checks: [
        ['vicwwc', '1234567A'],
        ['ndis', 'NDIS-123456'],
      ],
    });
    const expired = await onboard({
      first_name: 'Tom',
      last_name: 'Wilson',
      email: 'tom@example.com',
      employee_id: 'EMP-002',
      checks: [['nswwwc', 'WWC-EXPIRED']],
    });
    const card = await onboard({
      first_name: 'Sarah',
      last_name: 'Chen',
      email: 'sarah@example.com',
      employee_id: 'EMP-003',
      checks: [['qldblue', '1234567/1']],
    });
    expect(new Set([...fine.correlationIds, ...expired.correlationIds]).size).toBe(3);
    for (const { constituentId } of [fine, expired, card]) await isDone(constituentId);

    expect(await complianceReport()).toEqual([
      { name: 'Jessica Martinez', external_id: 'EMP-001', total_checks: 2, compliant: true },
      { name: 'Tom Wilson', external_id: 'EMP-002', total_checks: 1, compliant: false },
      { name: 'Sarah Chen', external_id: 'EMP-003', total_checks: 1, compliant: true },
    ]);
    // This program looks for types that end in "wwc", and so misses the Blue Card. The fault is the program's, not Kith's.
    expect(await bulkStatus(['EMP-001', 'EMP-003', 'EMP-404'])).toEqual([
      { external_id: 'EMP-001', found: true, active: true, checks_count: 2, compliant: true },
      { external_id: 'EMP-003', found: true, active: true, checks_count: 1, compliant: false },
      { external_id: 'EMP-404', found: false, compliant: false },
    ]);

    expect(await offboard('EMP-002')).toBe(true);
    expect(await offboard('EMP-404')).toBe(false);
    expect((await complianceReport()).map((row) => row.external_id)).toEqual(['EMP-001', 'EMP-003']);
  });

  test('auto-enrichment', async () => {
    const { id } = await post('/constituents/ensure_exists', {
      first_name: 'Tom',
      last_name: 'Wilson',
      email: 'tom.wilson@example.com',
    });
    await post('/api/scan', {
      type: 'vicwwc',
      identifier: '9876543A',
      first_name: 'Tom',
      surname: 'Wilson',
      birth_date: '1990-08-05',
      constituent: { id },
    });
    expect((await get(`/constituents/${id}`)).date_of_birth).toBe('1990-08-05');
  });

  test('duplicates', async () => {
    const email = 'john.smith@example.com';
    const first = await post('/constituents/ensure_exists', { first_name: 'John', last_name: 'Smith', email });
    const second = await post('/constituents/ensure_exists', { first_name: 'Johnny', last_name: 'Smith', email });
    expect(second.id).toBe(first.id);
    expect(await post('/constituents/check_exists', { email })).toEqual({ exists: true, constituent_id: first.id });
  });

  test('find or create by the HR system’s number', async () => {
    const findOrCreate = async (employee: Json) => {
      const existing = (await get('/constituents')).find((one: Json) => one.external_id === employee.employee_id);
      return existing ?? post('/constituents/ensure_exists', { ...employee, external_id: employee.employee_id });
    };
    const employee = { employee_id: 'EMP-777', first_name: 'Ada', last_name: 'Byron', email: 'ada@example.com' };
    const created = await findOrCreate(employee);
    expect((await findOrCreate(employee)).id).toBe(created.id);
  });

  test('error handling', async () => {
    const safeCreate = async (data: Json, path = '/constituents/ensure_exists') => {
      const { status, json } = await call('POST', path, data);
      if (status === 200 || status === 201) return { success: true, constituent: json };
      if (status === 400)
        return { success: false, error: 'validation_error', message: json.error.message, details: json.error.details };
      if (status === 401) return { success: false, error: 'authentication_error' };
      if (status === 409) return { success: false, error: 'duplicate', message: json.error.message };
      return { success: false, error: 'unknown_error', status };
    };
    const jane = { first_name: 'Jane', last_name: 'Doe', email: 'jane.doe@example.com' };
    expect((await safeCreate(jane)).success).toBe(true);
    expect(await safeCreate(jane, '/constituents')).toMatchObject({
      error: 'duplicate',
      message: 'Email already exists for another constituent',
    });
    expect(await safeCreate({ ...jane, email: 'invalid-email' })).toMatchObject({
      error: 'validation_error',
      message: 'Email format is invalid',
    });
    expect(await safeCreate({})).toEqual({
      success: false,
      error: 'validation_error',
      message: 'Missing required fields',
      details: { required: ['first_name', 'last_name', 'email'] },
    });
    const valid = headers;
    headers = { ...headers, Authorization: 'Bearer expired' };
    expect(await safeCreate(jane)).toEqual({ success: false, error: 'authentication_error' });
    headers = valid;
    const { status, json } = await call('GET', '/constituents/99999');
    expect([status, json.error]).toEqual([404, { code: 'not_found', message: 'Constituent with ID 99999 not found' }]);
  });

  test('seasonal employees and the export', async () => {
    const { id } = await post('/constituents/ensure_exists', {
      first_name: 'Sam',
      last_name: 'Summer',
      email: 'sam@example.com',
    });
    for (const active of [false, true])
      expect((await call('PATCH', `/constituents/${id}`, { active })).json.active).toBe(active);
    const columns = ['id', 'first_name', 'last_name', 'email', 'external_id', 'active'];
    for (const row of await get('/constituents')) {
      for (const column of columns) expect(row[column], column).not.toBe(undefined);
    }
  });
});
