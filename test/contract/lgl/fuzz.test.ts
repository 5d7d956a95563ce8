// Whatever is sent, the answer is in LGL's envelope, never a 5xx, and nothing is half written.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { lglClient } from './client.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

const KEYS =
  'first_name last_name org_name is_org birthday deceased_date date_added external_constituent_id marital_status_id marital_status_name constituent_contact_type_id is_anon addressee remove_previous_email_addresses remove_previous_groups'.split(
    ' ',
  );
const PARTS =
  'class_affiliations relationships street_addresses phone_numbers email_addresses web_addresses categories groups memberships custom_attrs'.split(
    ' ',
  );
const ELEMENT_KEYS =
  'id address number street url year class_affiliation_type_id related_constituent_id name key keywords group_id group_name date_start date_end finish_date membership_level_id membership_level_name value is_preferred not_current email_address_type_id seasonal seasonal_from short_code postal_code share_address reciprocal_id rec_name'.split(
    ' ',
  );
const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    '2026-01-01',
    '13/45/2026',
    '0',
    '-1',
    '1e309',
    '9'.repeat(40),
    '\u0000',
    '\ud800',
    '01-01',
    'tags',
    'ack_preferences',
  ),
);
const element = fc.dictionary(
  fc.constantFrom(...ELEMENT_KEYS),
  fc.oneof(leaf, fc.array(fc.oneof(leaf, fc.object({ maxDepth: 1 })), { maxLength: 2 })),
);
const body = fc.record(
  {
    ...Object.fromEntries(KEYS.map((key) => [key, fc.oneof(leaf, fc.array(leaf, { maxLength: 2 }))])),
    ...Object.fromEntries(PARTS.map((key) => [key, fc.oneof(leaf, element, fc.array(element, { maxLength: 3 }))])),
  },
  { requiredKeys: [] },
);

test('random bodies of create and update', async () => {
  const lgl = lglClient(kith.url, kith);
  const { id } = (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' })).body;
  await fc.assert(
    fc.asyncProperty(body, fc.boolean(), async (random, create) => {
      const before = (await lgl.get('/constituents?limit=1')).body.total_items;
      const { status, body: answer } = create
        ? await lgl.post('/constituents', random)
        : await lgl.patch(`/constituents/${id}`, random);
      expect([200, 400, 422]).toContain(status);
      expect(answer.api_version).toBe('1.0');
      const after = (await lgl.get('/constituents?limit=1')).body.total_items;
      expect(after - before).toBe(create && status === 200 ? 1 : 0);
      if (status === 200) expect((await lgl.get(`/constituents/${answer.id}`)).body).toEqual(answer);
    }),
    { numRuns: 150 },
  );
});

test('random paths, methods and headers', async () => {
  const segment = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => encodeURIComponent(text.toWellFormed()));
  const header = fc.string({ unit: fc.constantFrom(...' !"#$%&()*+,-./09:;<=>?@AZ[]^_`az{|}~'), maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
      fc.array(segment, { maxLength: 3 }),
      fc.tuple(header, header, header),
      async (method, segments, [authorization, contentType, accept]) => {
        const response = await fetch(`${kith.url}/api/v1/${segments.join('/')}`, {
          method,
          headers: { authorization, 'content-type': contentType, accept },
          redirect: 'error',
        });
        await response.text();
        expect(response.status).toBeLessThan(500);
      },
    ),
    { numRuns: 150 },
  );
});
