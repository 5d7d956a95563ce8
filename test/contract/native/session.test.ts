// Signing in to the own API with a password, a second factor and a cookie (docs/api.md, Signing in).
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN_PASSWORD, startKith, type TestKith } from '../../support/kith.ts';
import { keyOf, nativeClient, type Reply } from './client.ts';

let kith: TestKith;
let now = new Date('2026-11-27T09:00:00Z');
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => now } });
});
afterAll(() => kith.stop());

const ADMIN = 'admin@riverbend.example';

/** A browser: keeps the cookie, and says where its page is from. */
function browser(headers: Readonly<Record<string, string>> = { origin: kith.url }) {
  let cookie: string | undefined;
  return {
    async send(method: string, path: string, body?: unknown): Promise<Reply & { cookie: string }> {
      const response = await fetch(`${kith.url}/v1${path}`, {
        method,
        headers: {
          ...headers,
          ...(cookie === undefined ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const set = response.headers.get('set-cookie') ?? '';
      if (set !== '') cookie = set.split(';', 1)[0];
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text && JSON.parse(text), cookie: set };
    },
  };
}

async function signedIn(email = ADMIN, password = ADMIN_PASSWORD) {
  const own = browser();
  expect((await own.send('POST', '/session', { email, password })).status).toBe(201);
  return own;
}

test('a session is what a key would be, in a cookie that no script reads and no other site sends', async () => {
  const own = browser();
  expect((await own.send('GET', '/session')).body.code).toBe('credentials_missing');
  const wrong = await own.send('POST', '/session', { email: ADMIN, password: 'no such password' });
  expect(wrong).toMatchObject({ status: 401, body: { code: 'password_wrong' } });
  const unknown = await own.send('POST', '/session', { email: 'nobody@riverbend.example', password: ADMIN_PASSWORD });
  expect(unknown.body).toEqual({ ...wrong.body, request_id: unknown.body.request_id });

  const begun = await own.send('POST', '/session', { email: ADMIN.toUpperCase(), password: ADMIN_PASSWORD });
  expect(begun).toMatchObject({
    status: 201,
    body: { user: { role: 'org_admin' }, organization: { slug: 'riverbend' } },
  });
  expect(begun.body.scopes).toContain('people:erase');
  expect(begun.cookie).toMatch(/; Path=\/v1; HttpOnly; SameSite=Strict$/);
  const made = await own.send('POST', '/constituents', { first_name: 'Nia', last_name: 'Osei' });
  expect(made.status).toBe(201);
  const change = await own.send('GET', `/constituents/${made.body.id}/history`);
  expect(change.body.data[0]).toMatchObject({ actor: { type: 'user', id: begun.body.user.id } });

  expect((await own.send('DELETE', '/session')).status).toBe(204);
  expect((await own.send('GET', '/constituents')).status).not.toBe(200);
});

test('a page of another site writes nothing, and nor does one without an origin', async () => {
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }] as const) {
    const other = browser(headers);
    const refused = await other.send('POST', '/session', { email: ADMIN, password: ADMIN_PASSWORD });
    expect(refused).toMatchObject({ status: 403, body: { code: 'origin' } });
  }
  const program = browser({});
  expect((await program.send('POST', '/session', { email: ADMIN, password: ADMIN_PASSWORD })).status).toBe(201);
  expect((await program.send('GET', '/constituents')).status).toBe(200);
  expect(await program.send('POST', '/constituents', { last_name: 'Osei' })).toMatchObject({
    ...{ status: 403, body: { code: 'origin' } },
  });
});

test('a key has no session, and a cookie of nobody is none', async () => {
  const key = nativeClient(kith.url, keyOf(kith));
  for (const path of ['/session', '/sessions']) expect((await key.get(path)).body.code).toBe('users_only');
  const forged = browser({ origin: kith.url, cookie: `kith_session=${kith.organization.id}-forged` });
  expect(await forged.send('GET', '/constituents')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
});

test('sessions end by themselves, from elsewhere, and with a new password', async () => {
  const [one, two] = [await signedIn(), await signedIn()];
  const { data } = (await one.send('GET', '/sessions')).body;
  const others = data.filter((session: { is_this_one: boolean }) => !session.is_this_one);
  expect(data.length - others.length).toBe(1);
  for (const { id } of others) expect((await one.send('DELETE', `/sessions/${id}`)).status).toBe(204);
  expect((await one.send('GET', '/session')).status).toBe(200);
  expect((await two.send('GET', '/session')).body.code).toBe('session_ended');

  const third = await signedIn();
  const changing = { old_password: ADMIN_PASSWORD, new_password: 'an umbrella in november' };
  expect(
    (await third.send('PUT', '/session/password', { ...changing, old_password: 'wrong one' })).body.errors,
  ).toEqual([{ pointer: '/old_password', code: 'password_wrong', detail: expect.any(String) }]);
  expect((await third.send('PUT', '/session/password', { ...changing, new_password: 'password1' })).status).toBe(422);
  expect((await third.send('PUT', '/session/password', changing)).status).toBe(200);
  expect((await third.send('GET', '/session')).status).toBe(200);
  expect((await one.send('GET', '/session')).status).toBe(401);
  const back = { old_password: changing.new_password, new_password: ADMIN_PASSWORD };
  expect((await third.send('PUT', '/session/password', back)).status).toBe(200);

  now = new Date(now.getTime() + 11 * 3_600_000);
  expect((await third.send('GET', '/session')).status).toBe(200);
  now = new Date(now.getTime() + 13 * 3_600_000);
  expect((await third.send('GET', '/session')).status).toBe(401);
});

test('a second factor is asked for, each code works once, and guessing is slowed down', async () => {
  const own = await signedIn();
  const { secret } = (await own.send('POST', '/session/second_factor')).body;
  const codeAt = (seconds: number) => new TOTP({ secret }).generate({ timestamp: now.getTime() + seconds * 1000 });
  expect((await signedIn()).send).toBeDefined();
  expect((await own.send('PUT', '/session/second_factor', { code: '000000' })).status).toBe(422);
  const { recovery_codes: recovery } = (await own.send('PUT', '/session/second_factor', { code: codeAt(0) })).body;
  expect(recovery).toHaveLength(10);

  const credentials = { email: ADMIN, password: ADMIN_PASSWORD };
  const attempt = async (code?: string) => {
    const { status, body } = await browser().send('POST', '/session', { ...credentials, ...(code && { code }) });
    return body.code ?? status;
  };
  expect(await attempt()).toBe('second_factor_required');
  expect(await attempt(codeAt(0))).toBe('code_wrong');
  now = new Date(now.getTime() + 60_000);
  expect(await attempt(codeAt(0))).toBe(201);
  expect(await attempt(codeAt(0))).toBe('code_wrong');
  expect(await attempt(recovery[0].toUpperCase())).toBe(201);
  expect(await attempt(recovery[0])).toBe('code_wrong');
  expect(await attempt('123456')).toBe('code_wrong');
  expect(await attempt('123457')).toBe('code_wrong');
  expect(await attempt(recovery[1])).toBe('too_many_attempts');

  now = new Date(now.getTime() + 600_000);
  expect((await own.send('GET', '/session')).body.second_factor).toEqual({ is_on: true, recovery_codes_left: 9 });
  expect((await own.send('POST', '/session/second_factor/remove', { code: '000000' })).status).toBe(422);
  expect((await own.send('POST', '/session/second_factor/remove', { code: codeAt(0) })).status).toBe(204);
  expect(await attempt()).toBe(201);
});

test('who is invited chooses a password once, and may do what the role says', async () => {
  const admin = await signedIn();
  const invited = { email: 'olu@riverbend.example', first_name: 'Olu', last_name: 'Adeyemi', role: 'data_viewer' };
  const { status, body } = await admin.send('POST', '/users', invited);
  expect(status).toBe(201);
  expect(body).toMatchObject({ is_mailed: false, user: { email: invited.email, active: true } });
  const token = body.link.split('#')[1];
  const visitor = browser();
  expect((await visitor.send('POST', '/session', { email: invited.email, password: ' ' })).status).toBe(401);
  const use = { token, new_password: 'a kettle for eleven' };
  const weak = await visitor.send('POST', '/password_resets/use', { ...use, new_password: 'riverbend' });
  expect(weak.body).toMatchObject({ status: 422, code: 'new_password' });
  expect((await visitor.send('POST', '/password_resets/use', use)).status).toBe(204);
  expect((await visitor.send('POST', '/password_resets/use', use)).body).toMatchObject({ status: 404, code: 'link' });

  const olu = await signedIn(invited.email, use.new_password);
  expect((await olu.send('GET', '/session')).body.scopes).toEqual(['people:read', 'settings:read']);
  expect((await olu.send('POST', '/constituents', { last_name: 'No' })).status).toBe(403);
  expect((await olu.send('POST', '/users', { ...invited, email: 'x@riverbend.example' })).status).toBe(403);
  expect((await admin.send('PATCH', `/users/${body.user.id}`, { active: false })).body.active).toBe(false);
  expect((await olu.send('GET', '/session')).status).toBe(401);
  expect((await admin.send('PATCH', `/users/${body.user.id}`, { active: true, role: 'data_manager' })).status).toBe(
    200,
  );
  expect((await olu.send('GET', '/session')).status).toBe(401);
  const again = await signedIn(invited.email, use.new_password);
  expect((await again.send('POST', '/constituents', { last_name: 'Yes' })).status).toBe(201);
});

test('nobody makes anybody mightier than themselves, nor locks themselves out', async () => {
  const admin = await signedIn();
  const own = (await admin.send('GET', '/session')).body.user.id;
  expect((await admin.send('PATCH', `/users/${own}`, { active: false })).body.code).toBe('own_access');
  const made = await admin.send('POST', '/users', { email: 'mo@riverbend.example', role: 'user_manager' });
  const token = made.body.link.split('#')[1];
  const password = 'seven grey pigeons';
  await browser().send('POST', '/password_resets/use', { token, new_password: password });
  const mo = await signedIn('mo@riverbend.example', password);
  for (const [method, path, body] of [
    ['POST', '/users', { email: 'up@riverbend.example', role: 'org_admin' }],
    ['PATCH', `/users/${made.body.user.id}`, { role: 'org_admin' }],
    ['PATCH', `/users/${own}`, { active: false }],
    ['POST', `/users/${own}/invitation`, undefined],
    ['DELETE', `/users/${own}/second_factor`, undefined],
  ] as const)
    expect((await mo.send(method, path, body)).status, `${method} ${path}`).toBe(403);
  expect((await mo.send('POST', '/users', { email: 'no@riverbend.example', role: 'no_role' })).status).toBe(422);
});

test('a user of another organization is none here', async () => {
  await kith.addTenant('hillside');
  const theirs = await signedIn('admin@hillside.example');
  const ours = await signedIn();
  const { id } = (await ours.send('GET', '/session')).body.user;
  expect((await theirs.send('PATCH', `/users/${id}`, { first_name: 'X' })).status).toBe(404);
  expect((await theirs.send('DELETE', '/sessions/999999')).status).toBe(404);
});

test('a reset is mailed only where mail can be, and says nothing of who is known', async () => {
  const asked = await browser().send('POST', '/password_resets', { email: ADMIN });
  expect(asked.body).toMatchObject({ status: 409, code: 'mail_not_set_up' });
});
