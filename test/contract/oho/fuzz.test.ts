// Whatever is sent to whatever path, the answer is in Oho's envelope and never a 5xx.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoAnswer, type OhoClient, ohoClient } from '../../support/oho-client.ts';

let kith: TestKith;
let oho: OhoClient;
let ids: string[];
beforeAll(async () => {
  kith = await startKith({ sandbox: true });
  oho = ohoClient(kith.url, kith.basic);
  const person = { first_name: 'A', last_name: 'B', email: 'a@b.example' };
  const { id } = (await oho.post('/api/constituents', person)).body;
  const scan = { type: 'vicwwc', identifier: 'X1', first_name: 'A', surname: 'B', constituent: { id } };
  const { accreditation_id, correlation_id } = (await oho.post('/api/scan', scan)).body;
  await oho.post('/api/screening_packages', { code: 'std', name: 'Std', items: [{ type: 'vit' }] });
  const webhook = (await oho.post('/api/webhooks', { url: 'https://hooks.example.com/', active: false })).body.id;
  const icr = (await oho.post('/api/icrs', { screening_package_code: 'std', constituent: { id } })).body.id;
  ids = [id, accreditation_id, correlation_id, webhook, icr, 'std'].map(String);
});
afterAll(() => kith.stop());

const PATHS = [
  ...[
    '/constituents',
    '/constituents/ensure_exists',
    '/constituents/check_exists',
    '/constituents/bulk_ensure',
    '/constituents/:id',
  ],
  ...[
    '/constituents/:id/compliance',
    '/compliance',
    '/requirements',
    '/requirements/:id',
    '/scan',
    '/api/scan',
    '/scan/:id',
  ],
  ...[
    '/accreditations',
    '/accreditations/:id',
    '/accreditations/:id/history',
    '/accreditations/:id/verify',
    '/accreditations/:id/outcome',
  ],
  ...[
    '/validation_types',
    '/registries',
    '/registries/:id',
    '/registers/:id/imports',
    '/registry_callbacks/1/:id',
    '/users/:id/token',
  ],
  ...[
    '/webhooks',
    '/webhooks/:id',
    '/webhooks/:id/rotate',
    '/webhooks/:id/events',
    '/webhooks/events/:id',
    '/webhooks/events/:id/redeliver',
  ],
  ...[
    '/webhooks/:id/redrive',
    '/screening_packages',
    '/screening_packages/:id',
    '/icrs',
    '/icrs/bulk',
    '/icrs/:id',
    '/icrs/:id/actions',
  ],
  ...[
    '/icrs/:id/actions/:id',
    '/icrs/:id/attachments',
    '/icrs/:id/attachments/:id',
    '/information_capture_requests',
    '/nothing',
  ],
];
const KEYS =
  'first_name last_name surname email phone mobile_number date_of_birth birth_date external_id employee_id active type identifier constituent id correlation_id idempotency_key expiry_date outcome evidence flags response card_type registry url secret monitoring_days events description from to statuses code name items any_of group group_id screening_package_code message expiry_days send action requests constituents'.split(
    ' ',
  );
const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    '2026-01-01',
    '2026-02-31',
    '0',
    '-1',
    '9'.repeat(40),
    '\u0000',
    '\ud800',
    'vicwwc',
    'std',
    'active',
    'http',
    '*',
    1e308,
    2 ** 53,
    -0,
  ),
  fc.constantFrom(
    'a@b.example',
    'resend',
    'cancel',
    'https://hooks.example.com/',
    'sandbox',
    'manual',
    '2026-01-01T00:00:00Z',
  ),
);
const body = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.oneof(
    { weight: 4, arbitrary: junk },
    fc.array(fc.oneof(junk, fc.dictionary(fc.constantFrom(...KEYS), junk)), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), junk),
  ),
);

function expectAnswer(answer: OhoAnswer, what: string): void {
  expect(answer.status, what).toBeLessThan(500);
  if (answer.status < 400) return;
  expect(answer.body?.error?.code, what).toBeTypeOf('string');
  expect(answer.body?.error?.message, what).toBeTypeOf('string');
}

test('random bodies to every path', async () => {
  const place = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE'),
    path: fc.constantFrom(...PATHS),
    id: fc.oneof(fc.nat(6), fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })),
    body,
  });
  await fc.assert(
    fc.asyncProperty(place, async ({ method, path, id, body: sent }) => {
      const known = typeof id === 'number' ? (ids[id] ?? '0') : id;
      const filled = path.replaceAll(':id', encodeURIComponent(known.toWellFormed()));
      const init =
        method === 'GET' ? {} : { body: JSON.stringify(sent), headers: { 'content-type': 'application/json' } };
      expectAnswer(await oho.send(method, `/api${filled}`, init), `${method} ${filled} ${JSON.stringify(sent)}`);
    }),
    { numRuns: 1500 },
  );
}, 120_000);

test('random queries to every list', async () => {
  const lists = [
    '/constituents',
    '/accreditations',
    '/compliance',
    '/icrs',
    `/webhooks/${ids[3]}/events`,
    `/constituents/${ids[0]}/compliance`,
  ];
  const names =
    'external_id email active updated_since limit cursor constituent_id type status oho_status status_color correlation_id expiring_before within_days compliant event from to'.split(
      ' ',
    );
  const query = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 10 }),
      fc.constantFrom('true', '1', '-1', '9'.repeat(30), '\0', '2026-01-01', '0001-01-01', '9999-12-31T23:59:59Z'),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...lists), query, async (path, parameters) => {
      const search = new URLSearchParams(
        Object.entries(parameters).map(([name, value]) => [name, value.toWellFormed()] as [string, string]),
      );
      expectAnswer(await oho.get(`/api${path}?${search}`), `${path}?${search}`);
    }),
    { numRuns: 400 },
  );
}, 60_000);

test('random bytes as a body', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        '/scan',
        '/constituents',
        '/icrs',
        '/webhooks',
        `/icrs/${ids[4]}/attachments`,
        '/registers/x/imports',
        '/registry_callbacks/1/x',
      ),
      fc.constantFrom(
        'application/json',
        'text/csv',
        'multipart/form-data',
        'multipart/form-data; boundary=x',
        'nonsense',
        'application/json; charset=utf-16',
      ),
      fc.uint8Array({ maxLength: 200 }),
      async (path, type, bytes) => {
        const answer = await oho.send('POST', `/api${path}`, {
          body: Buffer.from(bytes),
          headers: { 'content-type': type },
        });
        expectAnswer(answer, `${path} ${type}`);
      },
    ),
    { numRuns: 300 },
  );
}, 60_000);
