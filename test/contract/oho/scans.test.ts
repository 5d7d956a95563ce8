import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { addRecord } from '../../support/records.ts';

let kith: TestKith;
let oho: OhoClient;
beforeAll(async () => {
  kith = await startKith({ sandbox: true, worker: true });
  oho = ohoClient(kith.url, kith.basic);
});
afterAll(() => kith.stop());

let serial = 0;
const newPerson = async (more: object = {}) => {
  serial += 1;
  const body = { first_name: 'Noor', last_name: 'Haddad', email: `noor${serial}@clinic.example`, ...more };
  return (await oho.post('/api/constituents/ensure_exists', body)).body;
};
const scanOf = (more: object = {}) => ({
  type: 'vicwwc',
  identifier: '7654321Z',
  first_name: 'Noor',
  surname: 'Haddad',
  birth_date: null,
  ...more,
});
const completed = async (correlationId: string) => {
  await expect
    .poll(async () => (await oho.get(`/api/scan/${correlationId}`)).body.status, { timeout: 10_000, interval: 20 })
    .toBe('completed');
  return (await oho.get(`/api/scan/${correlationId}`)).body;
};
const scan = async (more: object = {}) => completed((await oho.post('/api/scan', scanOf(more))).body.correlation_id);

describe('POST /api/scan', () => {
  test.each(['/api/scan', '/api/api/scan', '/scan', '/api/scan/', '/api/api/scan/', '/scan/'])(
    '%s answers 200 with a correlation id, and no redirect',
    async (path) => {
      const { status, body } = await oho.post(path, scanOf());
      expect(status).toBe(200);
      expect(body.correlation_id).toMatch(/^[0-9a-f-]{36}$/);
      expect(body).toMatchObject({ type: 'vicwwc', accreditation_id: expect.any(Number) });
    },
  );

  test('the result is on the constituent, in the documented shape', async () => {
    const { id } = await newPerson();
    const done = await scan({ constituent: { id } });
    const { accreditations } = (await oho.get(`/api/constituents/${id}`)).body;
    expect(accreditations).toHaveLength(1);
    const threeYears = String(new Date().getUTCFullYear() + 3);
    expect(accreditations[0]).toMatchObject({
      id: done.accreditation_id,
      type: 'vicwwc',
      identifier: '7654321Z',
      status: 'completed',
      status_color: 'green',
      status_flags: [],
      registry_response: {
        may_engage: true,
        oho_status: 'active',
        expiry_date: expect.stringMatching(`^${threeYears}`),
      },
      correlation_id: done.correlation_id,
      constituent_id: id,
      category: 'wwc',
    });
    expect(Object.keys(accreditations[0]).slice(0, 8)).toEqual([
      'id',
      'type',
      'identifier',
      'status',
      'status_color',
      'status_flags',
      'registry_response',
      'completed_at',
    ]);
    const response = Object.keys(accreditations[0].registry_response);
    expect(response.slice(0, 3)).toEqual(['may_engage', 'oho_status', 'expiry_date']);
    for (const name of ['completed_at', 'created_at', 'updated_at', 'last_verified_at']) {
      expect(accreditations[0][name]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
  });

  test('without a person the check stands alone', async () => {
    const done = await scan({ identifier: 'ALONE1' });
    expect(done.constituent_id).toBe(null);
    expect(done.accreditation.status).toBe('completed');
  });

  test('another organization’s person is not found, nor is one of nobody', async () => {
    const other = await kith.addTenant('hillside');
    const theirs = (
      await ohoClient(kith.url, other.basic).post('/api/constituents', {
        first_name: 'A',
        last_name: 'B',
        email: 'a@b.example',
      })
    ).body.id;
    const organization = await addRecord(kith, { isOrg: true, orgName: 'Acme' });
    for (const id of [theirs, organization, 99_999]) {
      const { status, body } = await oho.post('/api/scan', scanOf({ constituent: { id } }));
      expect(status).toBe(404);
      expect(body.error).toEqual({ code: 'not_found', message: `Constituent with ID ${id} not found` });
    }
  });

  test('an inline person is ensured', async () => {
    const inline = { email: 'inline@clinic.example' };
    const done = await scan({ constituent: inline });
    const person = (await oho.get(`/api/constituents/${done.constituent_id}`)).body;
    expect(person).toMatchObject({
      first_name: 'Noor',
      last_name: 'Haddad',
      email: 'inline@clinic.example',
      active: true,
    });
    expect((await scan({ constituent: inline, identifier: 'X2' })).constituent_id).toBe(done.constituent_id);
  });

  test('the first check of a donor enrols them', async () => {
    const id = await addRecord(kith, { firstName: 'Dora', lastName: 'Donor' });
    await scan({ constituent: { id } });
    expect((await oho.get(`/api/constituents/${id}`)).body.active).toBe(true);
    await oho.patch(`/api/constituents/${id}`, { active: false });
    await scan({ constituent: { id }, identifier: 'LATER' });
    expect((await oho.get(`/api/constituents/${id}`)).body.active).toBe(false);
  });
});

describe('what is refused', () => {
  test.each([
    [{}, ['type', 'identifier', 'first_name', 'surname']],
    [{ type: 'vicwwc', first_name: 'A' }, ['identifier', 'surname']],
    [{ type: null, identifier: '1', first_name: 'A', surname: 'B' }, ['type']],
    [{ type: 'visa', first_name: 'A' }, ['surname']],
  ])('%j lacks %j', async (body, required) => {
    const answer = await oho.post('/api/scan', body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toEqual({
      code: 'validation_error',
      message: 'Missing required fields',
      details: { required },
    });
  });

  test.each(['nope', 'VICWWC', 'toString', '__proto__'])('type %s', async (type) => {
    const { status, body } = await oho.post('/api/scan', scanOf({ type }));
    expect([status, body.error.code]).toEqual([400, 'unsupported_type']);
  });

  test.each(['', 'x'.repeat(256), 'a\0b'])('identifier %j', async (identifier) => {
    const { status, body } = await oho.post('/api/scan', scanOf({ identifier }));
    expect([status, body.error.code]).toEqual([400, 'invalid_identifier']);
  });

  test.each([
    ['type', 5],
    ['identifier', 7],
    ['first_name', {}],
    ['surname', ['a']],
    ['birth_date', '30/11/1991'],
    ['birth_date', 5],
    ['constituent', 5],
    ['constituent', {}],
    ['constituent', { id: 'x' }],
    ['constituent', { id: 1.5 }],
    ['constituent', { id: 1e300 }],
    ['correlation_id', 5],
    ['correlation_id', 'x'.repeat(256)],
    ['expiry_date', 'soon'],
  ])('%s = %j', async (field, value) => {
    const { status, body } = await oho.post('/api/scan', scanOf({ [field]: value }));
    expect([status, body.error.code, body.error.details]).toEqual([400, 'validation_error', { invalid: [field] }]);
  });

  test('any identifier that is one is accepted as it is', async () => {
    for (const identifier of ['1', 'WWC 1234567-E', 'ünïcode', '1234567/1', '9'.repeat(255)]) {
      expect((await scan({ identifier })).accreditation.identifier).toBe(identifier);
    }
  });
});

describe('the sandbox', () => {
  const EXPECTED = {
    EXPIRED: ['expired', false, 'red', ['expired']],
    SUSPENDED: ['suspended', false, 'red', ['suspended']],
    CANCELLED: ['cancelled', false, 'red', ['cancelled']],
    BARRED: ['barred', false, 'red', ['barred']],
    NOTFOUND: ['not_found', false, 'red', ['not_found']],
    REVIEW: ['review', false, 'yellow', ['name_mismatch', 'dob_mismatch']],
    PENDING: ['pending', false, 'grey', ['application_in_progress']],
    ERROR: ['error', false, 'red', ['provider_credentials_missing']],
    CONDITIONS: ['active', true, 'yellow', ['conditions']],
  } as const;
  test.each(Object.entries(EXPECTED))('…-%s', async (ending, [ohoStatus, mayEngage, color, flags]) => {
    const { accreditation } = await scan({ identifier: `1234-${ending.toLowerCase()}` });
    expect(accreditation).toMatchObject({
      status: 'completed',
      status_color: color,
      status_flags: flags,
      registry_response: { oho_status: ohoStatus, may_engage: mayEngage },
    });
  });

  test('a register that cannot tell says so', async () => {
    const { accreditation } = await scan({ type: 'qldblue', identifier: '1234567/1-NOTFOUND' });
    expect(accreditation).toMatchObject({
      status_flags: ['not_found_or_not_acceptable'],
      registry_response: { oho_status: 'not_valid' },
    });
  });

  test('NDIS has a clearance too, NESA only ever says Active and no expiry', async () => {
    expect((await scan({ type: 'ndis', identifier: 'NDIS-123456' })).accreditation.registry_response).toMatchObject({
      clearance: 'cleared',
      oho_status: 'active',
    });
    expect((await scan({ type: 'ndis', identifier: 'NDIS-1-BARRED' })).accreditation.registry_response.clearance).toBe(
      'excluded',
    );
    const nesa = (await scan({ type: 'nesa', identifier: '42' })).accreditation.registry_response;
    expect(nesa).toEqual({ may_engage: true, oho_status: 'active', response: ['Active'] });
    const unclear = (await scan({ type: 'nesa', identifier: '42-REVIEW' })).accreditation;
    expect(unclear).toMatchObject({ status_color: 'yellow', registry_response: { response: ['Active'] } });
  });

  test('every type of the catalogue can be checked', async () => {
    const types = (await oho.get('/api/validation_types')).body as { type: string; label: string; inputs: string[] }[];
    expect(types.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        ...['vicwwc', 'nswwwc', 'qldblue', 'sawwc', 'wawwc', 'taswwc', 'ntwwc', 'actwwc', 'ndis', 'nesa', 'vit', 'qct'],
        ...['satrb', 'watrb', 'tastrb', 'nttrb', 'ahpra', 'visa', 'vevo', 'police', 'npc', 'qldbluexempt'],
      ]),
    );
    expect(types.find(({ type }) => type === 'nswwwc')).toMatchObject({
      jurisdiction: 'NSW',
      inputs: ['first_name', 'surname', 'birth_date'],
      monitoring_days: 365,
      renewal: 'automatic',
    });
    const answers = await Promise.all(types.map(({ type }) => oho.post('/api/scan', scanOf({ type }))));
    expect(answers.map((answer) => answer.status)).toEqual(types.map(() => 200));
    for (const { body } of answers) {
      const done = await completed(body.correlation_id);
      expect(done.accreditation.registry_response.oho_status).toBe('active');
    }
  });
});

describe('idempotency', () => {
  test('one key and one body: one scan, however many at once', async () => {
    const headers = { 'idempotency-key': 'key-1' };
    const body = scanOf({ identifier: 'IDEM1' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => oho.post('/api/scan', body, headers)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map((answer) => answer.body.correlation_id)).size).toBe(1);
    await completed(answers[0]!.body.correlation_id);
    const later = await oho.post('/api/scan', { ...body, idempotency_key: undefined }, headers);
    expect(later.body.correlation_id).toBe(answers[0]!.body.correlation_id);
    const reordered = Object.fromEntries(Object.entries(body).reverse());
    expect((await oho.post('/api/scan', { ...reordered, idempotency_key: 'key-1' })).body.correlation_id).toBe(
      later.body.correlation_id,
    );
  });

  test('one key and another body: 409', async () => {
    const headers = { 'idempotency-key': 'key-2' };
    await oho.post('/api/scan', scanOf({ identifier: 'IDEM2' }), headers);
    const { status, body } = await oho.post('/api/scan', scanOf({ identifier: 'OTHER' }), headers);
    expect([status, body.error.code]).toEqual([409, 'idempotency_conflict']);
  });

  test('a correlation id of the caller’s is echoed and is a key', async () => {
    const body = scanOf({ identifier: 'IDEM3', correlation_id: 'my own/id 7' });
    expect((await oho.post('/api/scan', body)).body.correlation_id).toBe('my own/id 7');
    expect((await oho.post('/api/scan', body)).status).toBe(200);
    expect((await oho.post('/api/scan', { ...body, identifier: 'ELSE' })).status).toBe(409);
    expect((await oho.get(`/api/scan/${encodeURIComponent('my own/id 7')}`)).body.correlation_id).toBe('my own/id 7');
  });

  test('keys of two organizations have nothing to do with each other', async () => {
    const headers = { 'idempotency-key': 'shared' };
    const other = ohoClient(kith.url, (await kith.addTenant('elsewhere')).basic);
    const first = await oho.post('/api/scan', scanOf({ identifier: 'S1' }), headers);
    const second = await other.post('/api/scan', scanOf({ identifier: 'S2' }), headers);
    expect(second.status).toBe(200);
    expect(second.body.correlation_id).not.toBe(first.body.correlation_id);
    expect((await other.get(`/api/scan/${first.body.correlation_id}`)).status).toBe(404);
    expect((await other.get(`/api/accreditations/${first.body.accreditation_id}`)).status).toBe(404);
  });

  test('without a key, at once: one person and number is one accreditation', async () => {
    const { id } = await newPerson();
    const body = scanOf({ identifier: 'PARALLEL 1', constituent: { id } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => oho.post('/api/scan', body)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map((answer) => answer.body.accreditation_id)).size).toBe(1);
    for (const { body: ack } of answers) await completed(ack.correlation_id);
    expect((await oho.get(`/api/constituents/${id}`)).body.accreditations).toHaveLength(1);
  });

  test('the same number again is a new look at one accreditation; another number is another', async () => {
    const { id } = await newPerson();
    const first = await scan({ identifier: 'AB-12 3', constituent: { id } });
    const again = await scan({ identifier: 'ab123', constituent: { id } });
    expect(again.accreditation_id).toBe(first.accreditation_id);
    expect(again.correlation_id).not.toBe(first.correlation_id);
    expect(again.accreditation.completed_at).toBe(first.accreditation.completed_at);
    const history = (await oho.get(`/api/accreditations/${first.accreditation_id}/history`)).body;
    expect(history.map((row: { correlation_id: string }) => row.correlation_id)).toEqual([
      first.correlation_id,
      again.correlation_id,
    ]);
    const renewed = await scan({ identifier: 'AB1234', constituent: { id } });
    expect(renewed.accreditation_id).not.toBe(first.accreditation_id);
    expect((await oho.get(`/api/constituents/${id}`)).body.accreditations).toHaveLength(2);
  });
});

describe('auto-enrichment', () => {
  test('fills what is missing and replaces what is there, but not names', async () => {
    const person = await newPerson({ date_of_birth: '1980-01-01' });
    await scan({
      constituent: { id: person.id },
      birth_date: '1991-11-30',
      mobile_number: '+61-400-000-000',
      first_name: 'Other',
    });
    expect((await oho.get(`/api/constituents/${person.id}`)).body).toMatchObject({
      first_name: 'Noor',
      email: person.email,
      date_of_birth: '1991-11-30',
      mobile_number: '+61-400-000-000',
    });
  });

  test('never takes an address that another has', async () => {
    const [one, two] = [await newPerson(), await newPerson()];
    expect((await oho.post('/api/scan', scanOf({ constituent: { id: one.id }, email: two.email }))).status).toBe(200);
    expect((await oho.get(`/api/constituents/${one.id}`)).body.email).toBe(one.email);
    await oho.post(
      '/api/scan',
      scanOf({ constituent: { id: one.id }, identifier: 'E2', email: 'fresh@clinic.example' }),
    );
    expect((await oho.get(`/api/constituents/${one.id}`)).body.email).toBe('fresh@clinic.example');
  });

  test('a null takes nothing away', async () => {
    const person = await newPerson({ date_of_birth: '1980-01-01', phone: '1' });
    await scan({ constituent: { id: person.id }, phone: null });
    expect((await oho.get(`/api/constituents/${person.id}`)).body).toMatchObject({
      date_of_birth: '1980-01-01',
      phone: '1',
    });
  });

  test('a scan and a PATCH at once both succeed', async () => {
    const { id } = await newPerson();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        index % 2
          ? oho.patch(`/api/constituents/${id}`, { phone: `${index}`, email: `race${index}@clinic.example` })
          : oho.post(
              '/api/scan',
              scanOf({
                constituent: { id },
                identifier: `R${index}`,
                birth_date: '1990-01-02',
                email: `race${index}@clinic.example`,
              }),
            ),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(30).fill(200));
    expect((await oho.get(`/api/constituents/${id}`)).body.accreditations).toHaveLength(15);
  });
});
