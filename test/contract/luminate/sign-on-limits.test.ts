// Guessing passwords, and how long a sign-on lasts (docs/contracts/luminate.md §1.8, §4.21 to §4.27; docs/decisions/0016).

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { changePassword } from '../../support/records.ts';
import { runJob } from '../../support/schedule.ts';
import { sql } from '../../support/sql.ts';
import {
  type Caller,
  caller,
  cookieOf,
  type Fields,
  freshEmail,
  makeSignedOn,
  refused,
  request,
  signUp,
} from './client.ts';

let kith: TestKith;
let api: Caller;
let now = Date.now();
beforeAll(async () => {
  // Behind a proxy, so that tests can say where a call comes from.
  kith = await startKith({ clock: { now: () => new Date(now) }, config: { trustProxy: 1 } });
  api = caller(kith);
});
afterAll(() => kith.stop());

const call = (servlet: 'CR' | 'SR', fields: Fields, { address = '192.0.2.1', cookie = '' } = {}) =>
  request(`${kith.url}/site/${servlet}ConsAPI`, {
    method: 'POST',
    headers: { 'x-forwarded-for': address, 'x-forwarded-proto': 'https', ...(cookie ? { cookie } : {}) },
    body: new URLSearchParams({ ...(servlet === 'CR' ? api.clientFields : api.serverFields), ...fields }),
  });

const login = (user_name: string, password: string, from: { address?: string; cookie?: string } = {}) =>
  call('CR', { method: 'login', user_name, password }, from);

const guess = (user_name: string, address: string, times = 10) =>
  Promise.all(Array.from({ length: times }, (_, time) => login(user_name, `wrong ${time}`, { address })));

/** Every cookie that an answer sets, as a browser sends them back. */
const cookiesOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

describe('strangers who guess', () => {
  test('do not lock anybody out elsewhere', async () => {
    const { user_name, password } = await signUp(api);
    await guess(user_name, '192.0.2.66');
    expect(await login(user_name, password, { address: '192.0.2.66' })).toMatchObject(refused('3'));
    expect(await login(user_name, password, { address: '192.0.2.7' })).toMatchObject({ status: 200 });
  });

  test('from many addresses stop new places, but not one that the account has signed on from', {
    timeout: 120_000,
  }, async () => {
    const { user_name, password } = await signUp(api);
    expect(await login(user_name, password, { address: '198.51.100.1' })).toMatchObject({ status: 200 });
    for (let host = 1; host <= 10; host += 1) await guess(user_name, `203.0.113.${host}`);
    expect(await login(user_name, password, { address: '203.0.113.99' })).toMatchObject(refused('3'));
    expect(await login(user_name, password, { address: '198.51.100.1' })).toMatchObject({ status: 200 });
  });

  test('behind the same proxy do not stop a browser that has logged in before, nor who is known there', {
    timeout: 120_000,
  }, async () => {
    const [victim, other] = [await signUp(api), await signUp(api)];
    const address = '198.51.100.20';
    const first = await login(victim.user_name, victim.password, { address });
    const cookie = cookiesOf(first.headers);
    expect(cookie).toMatch(/KITHDEVICE=[\w-]{32}/);
    expect(await login(other.user_name, other.password, { address })).toMatchObject({ status: 200 });
    await guess(victim.user_name, address);
    for (let name = 0; name < 11; name += 1) await guess(`nobody-${name}`, address);
    expect(await login(victim.user_name, victim.password, { address })).toMatchObject(refused('3'));
    const again = await login(victim.user_name, victim.password, { address, cookie });
    expect(again).toMatchObject({ status: 200 });
    expect(await login(other.user_name, other.password, { address })).toMatchObject({ status: 200 });
    // The secret of another person's browser, or one that was renewed, is worth nothing.
    expect(await login(victim.user_name, victim.password, { address, cookie })).toMatchObject(refused('3'));
    const unknown = { address, cookie: `KITHDEVICE=${'A'.repeat(32)}` };
    expect(await login(victim.user_name, victim.password, unknown)).toMatchObject(refused('3'));
  });

  test('a known browser is no way to guess on', async () => {
    const { user_name, password } = await signUp(api);
    const cookie = cookiesOf((await login(user_name, password, { address: '192.0.2.30' })).headers);
    const from = { address: '192.0.2.30', cookie };
    for (let time = 0; time < 10; time += 1)
      expect(await login(user_name, 'wrong', from)).toMatchObject(refused('202'));
    expect(await login(user_name, password, from)).toMatchObject(refused('3'));
  });

  test.each(['kith-api', 'KITH-API', 'kİth-api', 'kith‑api', 'kith-api ', ' kith-api'])(
    'an administrator as %j counts as whoever is found',
    async (spelling) => {
      const tenant = await kith.addTenant(`spelled-${now}`);
      now += 1;
      const spelled = caller(kith, tenant);
      const ask = (login_name: string, login_password: string) =>
        spelled.server('listInterests', { login_name, login_password });
      const own = tenant.credentials.luminate;
      const isFound = (await ask(spelling, own.login_password)).status === 200;
      for (let time = 0; time < 10; time += 1) await ask(spelling, `wrong ${time}`);
      expect((await ask(own.login_name, `${own.login_password}.`)).body.message).toMatch(
        isFound ? /too many attempts/ : /^Authorization failed\.$/,
      );
    },
  );

  test('one account has one count, in whichever case, method and cookie', async () => {
    const { user_name, password } = await signUp(api);
    const spellings = [
      user_name,
      user_name.toUpperCase(),
      `${user_name.slice(0, 1).toUpperCase()}${user_name.slice(1)}`,
    ];
    for (let time = 0; time < 9; time += 1) {
      await login(spellings[time % 3] ?? '', `wrong ${time}`, { address: '192.0.2.40' });
    }
    const { body } = await api.server('getUser', { primary_email: 'x@example.org' });
    expect(body.code).toBe('16');
    const found = await login(user_name, password, { address: '192.0.2.41' });
    const session = { address: '192.0.2.40', cookie: cookieOf(found) };
    const { token } = (await call('CR', { method: 'getLoginUrl' }, session)).body;
    const change = {
      method: 'changePassword',
      auth: token,
      user_password: 'a fresh one',
      retype_password: 'a fresh one',
    };
    expect(await call('CR', { ...change, old_password: 'wrong' }, session)).toMatchObject(refused('20'));
    expect(await call('CR', { ...change, old_password: password }, session)).toMatchObject(refused('3'));
  });

  test('a clock that goes back does not make it longer', async () => {
    const { user_name, password } = await signUp(api);
    await guess(user_name, '192.0.2.50');
    now -= 3_600_000;
    expect(await login(user_name, password, { address: '192.0.2.50' })).toMatchObject(refused('3'));
    now += 301_000;
    expect(await login(user_name, password, { address: '192.0.2.50' })).toMatchObject({ status: 200 });
    now += 3_600_000;
  });
});

describe('a sign-on token', () => {
  const works = async (sso_auth_token: string) =>
    (await api.client('getUser', { sso_auth_token, fields: 'cons_id' })).status === 200;

  test('of login ends with logout', async () => {
    const { user_name, password } = await signUp(api);
    const { body, ...reply } = await api.client('login', { user_name, password });
    const other = await api.client('login', { user_name, password });
    expect(await works(body.token)).toBe(true);
    await api.client('logout', {}, cookieOf({ body, ...reply }));
    expect(await works(body.token)).toBe(false);
    expect(await works(other.body.token)).toBe(true);
  });

  test('of create, and of a session that was kept as a parameter, ends with logout', async () => {
    const { JSESSIONID } = (await api.client('getLoginUrl')).body;
    const { body } = await api.client('create', {
      primary_email: freshEmail(),
      get_single_sign_on_token: 'true',
      JSESSIONID,
    });
    expect(await works(body.token)).toBe(true);
    await api.client('logout', { JSESSIONID });
    expect(await works(body.token)).toBe(false);
  });

  test('that signed a browser on ends when that browser logs out', async () => {
    const { id } = await signUp(api);
    const { token } = (await api.server('getSingleSignOnToken', { cons_id: id })).body;
    const browser = await api.client('singleSignOn', { sso_auth_token: token });
    await api.client('logout', {}, cookieOf(browser));
    expect(await works(token)).toBe(false);
  });

  test('that is shown at logout ends', async () => {
    const { id } = await signUp(api);
    const { token } = (await api.server('getSingleSignOnToken', { cons_id: id })).body;
    await api.client('logout', { sso_auth_token: token });
    expect(await works(token)).toBe(false);
  });

  test('ends with UserLogin?logout=, and with the nonce that handed it over', async () => {
    const { id } = await signUp(api);
    const { token, nonce } = (await api.server('getSingleSignOnToken', { cons_id: id })).body;
    const arrived = await request(`${kith.url}/site/EstablishSession?NONCE_TOKEN=${nonce}`);
    await request(`${kith.url}/site/UserLogin?logout=`, { headers: { cookie: cookieOf(arrived) } });
    expect(await works(token)).toBe(false);
  });

  test('ends with a new password', async () => {
    const { id, user_name, password } = await signUp(api);
    const { token } = (await api.client('login', { user_name, password })).body;
    const fields = { cons_id: id, user_password: 'a fresh one', retype_password: 'a fresh one' };
    expect(await api.server('changePassword', fields)).toMatchObject({ status: 200 });
    expect(await works(token)).toBe(false);
  });
});

describe('a session', () => {
  test('ends twelve hours after signing on, however often it is used or handed over', {
    timeout: 120_000,
  }, async () => {
    const { user_name, password } = await signUp(api);
    let cookie = cookieOf(await api.client('login', { user_name, password }));
    for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
      now += 10 * 60_000;
      expect(await api.client('loginTest', {}, cookie)).toMatchObject({ status: 200 });
      const { url } = (await api.client('getLoginUrl', {}, cookie)).body;
      const NONCE_TOKEN = new URL(url).searchParams.get('NONCE_TOKEN') ?? '';
      cookie = cookieOf(await api.client('getLoginUrl', { NONCE_TOKEN }));
    }
    now += 10 * 60_000 + 1000;
    expect(await api.client('loginTest', {}, cookie)).toMatchObject(refused('3'));
  });
});

describe('a password', () => {
  const BAD = ['1', 'short 1', '12345678', 'PassWord1', 'qwertyuiop', '       a', 'iloveyou'];

  test.each(BAD)('%j is refused wherever one is set', async (user_password) => {
    const retype_password = user_password;
    expect(await api.client('create', { primary_email: freshEmail(), user_password })).toMatchObject(refused('20'));
    expect(await api.client('create', { primary_email: freshEmail(), password: user_password })).toMatchObject(
      refused('20'),
    );
    const { id, password, user_name } = await signUp(api);
    expect(await api.server('update', { cons_id: id, user_password })).toMatchObject(refused('20'));
    expect(await api.server('createOrUpdate', { cons_id: id, user_password })).toMatchObject(refused('20'));
    expect(await api.server('createOrUpdate', { primary_email: freshEmail(), user_password })).toMatchObject(
      refused('20'),
    );
    const changed = await api.server('changePassword', { cons_id: id, user_password, retype_password });
    expect(changed).toMatchObject(refused('20'));
    expect(changed.body.message).toMatch(/at least 8 characters|break-ins/);
    expect(await api.client('login', { user_name, password })).toMatchObject({ status: 200 });
  });

  test('is not replaced by update without the old one', async () => {
    const { id, user_name, password } = await signUp(api);
    const cookie = cookieOf(await api.client('login', { user_name, password }));
    const auth = (await api.client('getLoginUrl', {}, cookie)).body.token;
    for (const method of ['update', 'createOrUpdate']) {
      const fields = { auth, user_password: 'stolen by me' };
      expect(await api.client(method, fields, cookie)).toMatchObject(refused('21'));
      expect(await api.client(method, { ...fields, old_password: 'wrong' }, cookie)).toMatchObject(refused('20'));
    }
    expect(await api.client('login', { user_name, password })).toMatchObject({ status: 200 });
    const own = { auth, user_password: 'a fresh one', old_password: password };
    expect(await api.client('update', own, cookie)).toMatchObject({ status: 200 });
    expect(await api.client('login', { user_name, password: 'a fresh one' })).toMatchObject({ status: 200 });
    expect(await api.server('update', { cons_id: id, user_password: 'set by us' })).toMatchObject({ status: 200 });
  });

  test('that nobody has set yet needs no old one', async () => {
    const user_name = `fresh-${now}`;
    const { cookie, auth } = await makeSignedOn(api, { user_name });
    expect(await api.client('update', { auth, user_password: 'the first one' }, cookie)).toMatchObject({ status: 200 });
    expect(await api.client('login', { user_name, password: 'the first one' })).toMatchObject({ status: 200 });
  });
});

test('a token of an API administrator ends with a new password', async () => {
  const { token, cons_id } = (await api.server('getSingleSignOnToken')).body;
  const use = async () => (await api.client('getGroupMembers', { sso_auth_token: token, group_id: '999' })).body;
  // The token is good: it is the group that is not there.
  expect(await use()).toMatchObject({ code: '19' });
  await changePassword(kith, Number(cons_id), 'a fresh password');
  expect((await use()).code).not.toBe('19');
  await changePassword(kith, Number(cons_id), kith.credentials.luminate.login_password);
});

describe('what is recorded', () => {
  const events = (address: string) =>
    kith.app.db.all<Record<string, unknown>>(
      sql(
        `select organization_id, dialect, outcome, reason, subject_type, subject_id, times from sign_on_events
             where address = $1 order by last_at, outcome desc`,
        [address],
      ),
    );
  const at = (address: string) => ({ 'x-forwarded-for': address, 'x-forwarded-proto': 'https' });

  test('who, whence, in which organization: sign-ons, failures and refusals', async () => {
    const { id, user_name, password } = await signUp(api);
    const address = '192.0.2.80';
    await login(user_name, password, { address });
    now += 1000;
    await guess(user_name, address, 10);
    now += 1000;
    await login(user_name, password, { address });
    const who = {
      organization_id: kith.organization.id,
      dialect: 'luminate',
      subject_type: 'constituent',
      subject_id: Number(id),
    };
    expect(await events(address)).toEqual([
      { ...who, outcome: 'signed_on', reason: 'password', times: 1 },
      { ...who, outcome: 'failed', reason: 'password', times: 10 },
      { ...who, outcome: 'refused', reason: 'too_many_attempts', times: 1 },
    ]);
  });

  test('in every contract, without what was typed', async () => {
    const address = '192.0.2.81';
    await call('CR', { method: 'login', api_key: 'my secret key', v: '1.0' }, { address });
    await login('typed password into the name', 'and a secret', { address });
    await call('SR', { method: 'listInterests', login_password: 'my secret' }, { address });
    await call('CR', { method: 'getUser', sso_auth_token: 'my secret token' }, { address });
    await fetch(`${kith.url}/api/v1/constituents`, { headers: { ...at(address), authorization: 'Bearer my-secret' } });
    await fetch(`${kith.url}/api/users/me`, { headers: { ...at(address), authorization: 'Bearer my.secret.token' } });
    await fetch(`${kith.url}/api/users/me`, {
      headers: { ...at(address), authorization: `Basic ${btoa('a@b.example:secret')}` },
    });
    const recorded = await events(address);
    expect(recorded.map(({ dialect, outcome, reason }) => `${dialect} ${outcome} ${reason}`).sort()).toEqual([
      'lgl failed unknown_key',
      'luminate failed api_key',
      'luminate failed password',
      'luminate failed password',
      'luminate failed sign_on_token',
      'oho failed password',
      'oho failed token_invalid',
    ]);
    const all = await kith.app.db.all(sql('select * from sign_on_events'));
    expect(JSON.stringify(all)).not.toMatch(/secret|typed|example/);
  });

  test('is kept for ninety days', async () => {
    const address = '192.0.2.82';
    await login('nobody here', 'wrong', { address });
    now += 89 * 86_400_000;
    await runJob(kith, 'forget_sign_on_events');
    expect(await events(address)).toHaveLength(1);
    now += 2 * 86_400_000;
    await runJob(kith, 'forget_sign_on_events');
    expect(await events(address)).toEqual([]);
  });
});
