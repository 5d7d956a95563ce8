// docs/contracts/luminate.md §6: what an organization's settings change about create: TeamRaiser uniqueness, cleaning,
// welcome mail.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type Tenant, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, freshEmail } from './client.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

let tenants = 0;
async function site(settings: Record<string, unknown>): Promise<Caller & { tenant: Tenant }> {
  tenants += 1;
  const tenant = await kith.addTenant(`site-${tenants}`);
  const text = 'update organizations set settings = $2::jsonb where organization_id = $1';
  await kith.app.db.all(sql(text, [tenant.organization.id, JSON.stringify(settings)]));
  return { ...caller(kith, tenant), tenant };
}

describe('teamraiser_registration', () => {
  const registration = { teamraiser_registration: 'true' };

  test('only somebody of the same name counts, where the organization wants it', async () => {
    const api = await site({ uniqueNameAndEmail: true });
    const primary_email = freshEmail();
    const robin = { primary_email, first_name: 'Robin', last_name: 'Example' };
    expect((await api.server('create', robin)).status).toBe(200);
    expect((await api.client('create', { ...robin, ...registration, first_name: 'Sam' })).status).toBe(200);
    const same = await api.client('create', { ...robin, ...registration, first_name: 'ROBIN' });
    expect(same).toMatchObject({ status: 403, body: { code: '11' } });
    const nameless = await api.client('create', { primary_email, first_name: 'Robin', ...registration });
    expect(nameless.status).toBe(200);
    expect(await api.client('create', { ...robin, first_name: 'Kim' })).toMatchObject({ body: { code: '11' } });
  });

  test('of simultaneous registrations of one name only one succeeds', async () => {
    const api = await site({ uniqueNameAndEmail: true });
    const robin = { primary_email: freshEmail(), first_name: 'Robin', last_name: 'Example', ...registration };
    const replies = await Promise.all(Array.from({ length: 8 }, () => api.server('create', robin)));
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
  });

  test('otherwise it changes nothing', async () => {
    const api = await site({});
    const primary_email = freshEmail();
    expect((await api.server('create', { primary_email })).status).toBe(200);
    expect(await api.server('create', { primary_email, ...registration })).toMatchObject({ body: { code: '11' } });
  });
});

describe('cleaning', () => {
  const typed = {
    primary_email: 'ROBIN.CLEAN@EXAMPLE.ORG',
    first_name: 'robin',
    last_name: "O'NEILL",
    home_phone: '5125550101',
    home_street1: '1 sample street',
    home_city: 'AUSTIN',
    home_stateprov: 'tx',
    home_zip: '787011234',
  };
  const fields = 'name.first,name.last,email.primary_address,home_phone,primary_address';

  test('as the organization wants it, in create and update', async () => {
    const api = await site({ cleaning: { names: true, email: true, phones: true, addresses: true } });
    const { body } = await api.server('create', typed);
    const read = async () => (await api.server('getUser', { cons_id: body.cons_id, fields })).body;
    expect(await read()).toMatchObject({
      name: { first: 'Robin', last: "O'Neill" },
      email: { primary_address: 'robin.clean@example.org' },
      home_phone: '(512) 555-0101',
      primary_address: { street1: '1 Sample St', city: 'Austin', state: 'TX', zip: '78701-1234' },
    });
    await api.server('update', { cons_id: body.cons_id, first_name: 'KIM' });
    expect(await read()).toMatchObject({ name: { first: 'Kim' } });
    await api.server('update', { cons_id: body.cons_id, first_name: 'KIM', suppress_cleaning: 'true' });
    expect(await read()).toMatchObject({ name: { first: 'KIM' } });
  });

  test('not unless asked for', async () => {
    const api = await site({});
    const { body } = await api.server('create', typed);
    expect((await api.server('getUser', { cons_id: body.cons_id, fields })).body).toMatchObject({
      name: { first: 'robin', last: "O'NEILL" },
      email: { primary_address: typed.primary_email },
      home_phone: '5125550101',
    });
  });
});

describe('welcome mail', () => {
  const WELCOME = {
    subject: `Welcome to \${organization}`,
    text: `Dear \${firstName},\nyour name is \${userName}. \${nonsense}`,
  };

  async function outbox(api: Caller & { tenant: Tenant }) {
    return kith.app.db.all<Record<string, string>>(
      sql(
        'select recipient, subject, body_text, status, constituent_id from mails where organization_id = $1 order by id',
        [api.tenant.organization.id],
      ),
    );
  }
  const detail = async (api: Caller, cons_id: string) =>
    (await api.server('getUser', { cons_id, fields: 'active.detail' })).body.active.detail;

  test('is sent when the call asks for it and the organization has one', async () => {
    const api = await site({ welcomeMail: WELCOME });
    const primary_email = freshEmail('greet');
    const { body } = await api.server('create', {
      primary_email,
      first_name: 'Robin\r\nBcc: x',
      user_name: 'robin',
      no_welcome: 'FALSE',
    });
    expect(await outbox(api)).toEqual([
      {
        recipient: primary_email,
        subject: `Welcome to ${api.tenant.organization.name}`,
        body_text: 'Dear Robin Bcc: x,\nyour name is robin. ',
        status: 'queued',
        constituent_id: Number(body.cons_id),
      },
    ]);
    expect(await detail(api, body.cons_id)).toBe('KNOWN');
    const made = await api.server('createOrUpdate', { primary_email: freshEmail(), no_welcome: 'f' });
    expect(await detail(api, made.body.cons_id)).toBe('KNOWN');
    expect(await outbox(api)).toHaveLength(2);
  });

  test('to an address that nobody has proven it has none of the caller’s words', async () => {
    const subject = `Welcome \${firstName} to \${organization}`;
    const text = `Dear \${firstName} \${lastName},\nyour name is \${userName}.`;
    const api = await site({ welcomeMail: { subject, text } });
    const words = { first_name: 'Win at evil.example', last_name: 'Now', no_welcome: 'false' };
    const shown = async (fields: Record<string, string>) => {
      expect(await api.client('create', { ...words, ...fields })).toMatchObject({ status: 200 });
      return (await outbox(api)).at(-1);
    };
    const made = await shown({ primary_email: 'greet.robin@example.org' });
    expect(made).toMatchObject({
      subject: `Welcome to ${api.tenant.organization.name}`,
      body_text: 'Dear,\nyour name is greet.robin.',
    });
    const chosen = await shown({ primary_email: freshEmail(), user_name: 'evil.example' });
    expect(chosen?.body_text).toBe('Dear,\nyour name is.');
    await api.server('create', { ...words, primary_email: freshEmail() });
    expect((await outbox(api)).at(-1)?.body_text).toMatch(/^Dear Win at evil.example Now,/);
  });

  test('to one address it is sent three times an hour, whoever signs up with it', async () => {
    const api = await site({ welcomeMail: WELCOME, uniqueEmail: false });
    const primary_email = freshEmail('often');
    for (let time = 0; time < 5; time += 1) {
      const reply = await api.client('create', { primary_email: primary_email.toUpperCase(), no_welcome: 'f' });
      expect(reply.status).toBe(200);
    }
    expect(await outbox(api)).toHaveLength(3);
  });

  test.each<[string, Record<string, unknown>, Record<string, string>]>([
    ['the call says nothing', { welcomeMail: WELCOME }, {}],
    ['the call says anything but f or false', { welcomeMail: WELCOME }, { no_welcome: '0' }],
    ['the organization has none', {}, { no_welcome: 'false' }],
  ])('is not sent when %s', async (_, settings, fields) => {
    const api = await site(settings);
    const { body } = await api.server('create', { primary_email: freshEmail(), ...fields });
    expect(await outbox(api)).toEqual([]);
    expect(await detail(api, body.cons_id)).toBe('UNKNOWN');
  });

  test('is not sent to somebody who was not created', async () => {
    const api = await site({ welcomeMail: WELCOME });
    const primary_email = freshEmail();
    await api.server('create', { primary_email });
    await api.server('create', { primary_email, no_welcome: 'false' });
    await api.server('update', { primary_email, no_welcome: 'false' });
    expect(await outbox(api)).toEqual([]);
  });
});

test('a method may be switched off, for one servlet', async () => {
  const api = await site({ disabledMethods: ['CRConsAPI.create'] });
  const off = await api.client('create', { primary_email: freshEmail() });
  expect(off).toMatchObject({ status: 403, body: { code: '14' } });
  expect((await api.server('create', { primary_email: freshEmail() })).status).toBe(200);
});

describe('sign-ups an hour', () => {
  const create = (api: Caller, fields = {}) => api.client('create', { primary_email: freshEmail(), ...fields });

  test('from one address, failed ones too; administrators as many as they like', async () => {
    const api = await site({ signUpLimits: { address: 3, organization: 100 } });
    expect((await create(api, { birth_date: 'soon' })).body.code).toBe('22');
    for (let time = 0; time < 2; time += 1) expect((await create(api)).status).toBe(200);
    expect(await create(api)).toMatchObject({ status: 403, body: { code: '3' } });
    expect((await api.server('create', { primary_email: freshEmail() })).status).toBe(200);
    // What else a page asks for goes on.
    expect((await api.client('getLoginUrl')).status).toBe(200);
  });

  test('in one organization; others have their own', async () => {
    const api = await site({ signUpLimits: { address: 100, organization: 2 } });
    const replies = await Promise.all([create(api), create(api), create(api), create(api)]);
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(2);
    const other = await site({});
    expect((await create(other)).status).toBe(200);
  });
});
