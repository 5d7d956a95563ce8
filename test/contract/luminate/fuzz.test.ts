// Whatever is sent, the answer is a well-formed document and no fault of the server (docs/contracts/luminate.md §3).

import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, cookieOf, encode, type Fields, makePerson, makeSignedOn, request } from './client.ts';

let kith: TestKith;
let api: Caller;
let person: Awaited<ReturnType<typeof makeSignedOn>>;
beforeAll(async () => {
  kith = await startKith();
  api = caller(kith);
  person = await makeSignedOn(api);
  await kith.app.db.all(
    sql(
      `insert into custom_field_definitions (organization_id, key, name, data_type) values
           ($1, 'custom_number1', 'N', 'number'), ($1, 'custom_monetary_amount1', 'M', 'currency'), ($1, 'custom_date1', 'D', 'date')`,
      [kith.organization.id],
    ),
  );
});
afterAll(() => kith.stop());

const METHODS =
  `authenticateUser changePassword create createOrUpdate getGroupMembers getInteraction getLoginUrl getSingleSignOnToken
  getUser getUserCenters getUserGroups getUserInteractions getUserInterests getUserTransactions isEmailValid isUserInterested listCenters
  listInteractions listInterests listUserFieldChoices listUserFields logInteraction login loginTest logout singleSignOn update
  updateInteraction`.split(/\s+/);

const NAMES =
  `cons_id member_id primary_email user_name user_password password old_password retype_password reminder_hint fields field
  name.first name-last home_street1 primary_address.street2 other_city birth_date birth_date_MONTH email.accepts_email cat_id email
  custom_number1 custom_monetary_amount1 custom_date1 add_group_ids remove_group_ids add_interest_ids add_center_opt_in_ids center_id
  interaction_subject interaction_body interaction_cat_id interaction_count interaction_type_id interaction_id interest_id group_id
  max_number begin_date end_date list_page_size list_page_offset list_record_offset list_sort_column list_filter_column list_filter_text
  list_ascending list_category_id transaction_type source sub_source redirect sign_redirects access sort_order include_choices send_user_name
  sso_auth_token NONCE_TOKEN JSESSIONID auth get_single_sign_on_token teamraiser_registration no_welcome suppress_cleaning`.split(
    /\s+/,
  );

const value = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '999999999999999',
    '9999999999999999999999',
    '1e9',
    'true',
    'x',
    '\0',
    '%',
    "'",
    '\\',
    '\u{1f600}',
  ),
  fc.constantFrom(
    'a@example.org',
    '2026-01-01',
    '0000-00-00',
    '9999-12-31T23:59:59Z',
    '1,2,3',
    '\u0024{a}',
    '/x',
    '//x',
    '\ud800',
    'x.app1',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.integer({ min: 1, max: 2000 }).map((length) => 'y'.repeat(length)),
);
const fields = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 6 });

async function expectAnswer(url: string, init: RequestInit) {
  const reply = await request(url, init);
  expect(reply.status).toBeLessThan(500);
  if (reply.status === 302) return reply;
  if (reply.type?.startsWith('text/xml')) expect(XMLValidator.validate(reply.text)).toBe(true);
  else expect(Object.keys(JSON.parse(reply.text))).toHaveLength(1);
  if (reply.root === 'errorResponse') expect(reply.body.message).not.toBe('');
  return reply;
}

test.each(METHODS)('%s takes anything', async (method) => {
  await fc.assert(
    fc.asyncProperty(fields, fc.boolean(), fc.constantFrom('json', 'xml'), async (given, isServer, response_format) => {
      const known: Fields = isServer ? api.serverFields : { ...api.clientFields, auth: person.auth };
      const body = new URLSearchParams({ ...known, ...given, method, response_format });
      const url = isServer ? api.serverUrl : api.clientUrl;
      await expectAnswer(url, { method: 'POST', body, headers: isServer ? {} : { cookie: person.cookie } });
    }),
    { numRuns: 25 },
  );
  // Some of the calls above end or change the session.
  if ((await api.client('getUser', { auth: person.auth }, person.cookie)).status !== 200)
    person = await makeSignedOn(api);
});

test('any bytes as a body, any text as a query', async () => {
  const start = encode({ method: 'isEmailValid', ...api.clientFields });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.webQueryParameters(), async (bytes, query) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      await expectAnswer(`${api.clientUrl}?${start}&${query}`, { method: 'POST', headers, body: Buffer.from(bytes) });
    }),
    { numRuns: 60 },
  );
});

test('any cookie', async () => {
  await makePerson(api);
  const cookies = [
    'JSESSIONID',
    'JSESSIONID=',
    'JSESSIONID=%00',
    `JSESSIONID=${'x'.repeat(3000)}`,
    'JSESSIONID=a.app99999999999999',
    '=;;=',
  ];
  for (const cookie of cookies) {
    const reply = await api.client('getLoginUrl', {}, cookie);
    expect(reply.status, cookie).toBe(200);
    expect(cookieOf(reply)).not.toBe(cookie);
  }
});
