import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_PASSWORD, startKith, type TestKith } from '../../support/kith.ts';
import { basic, ohoClient } from '../../support/oho-client.ts';
import { addUser } from '../../support/records.ts';

describe('wrong passwords', () => {
  let kith: TestKith;
  let twin: Pick<TestKith, 'url' | 'stop'>;
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  beforeAll(async () => {
    kith = await startKith({ clock });
    twin = await kith.startTwin();
  });
  afterAll(async () => {
    await twin.stop();
    await kith.stop();
  });

  const attempt = (email: string, password: string, url = kith.url) =>
    ohoClient(url, basic(email, password)).get('/api/users/me');

  test('of an account: ten in five minutes, over all processes, however many at once', async () => {
    const email = 'target@riverbend.example';
    await addUser(kith, { email, role: 'data_viewer' });
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, index) => attempt(email, `guess ${index}`, index % 2 ? kith.url : twin.url)),
    );
    const statuses = guesses.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
    const limited = guesses.find((answer) => answer.status === 429)!;
    expect(limited.body.error.code).toBe('rate_limited');
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(200);
    // If the right password were accepted here, a guesser would learn that it is right.
    expect((await attempt(email, ADMIN_PASSWORD)).status).toBe(429);
    ahead += 301_000;
    expect((await attempt(email, ADMIN_PASSWORD)).status).toBe(200);
  });

  test('of an account that does not exist are limited alike', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 12; index += 1) statuses.push((await attempt('nobody@x.example', `${index}`)).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
  });

  test('count for one account, however its address is spelled', async () => {
    const email = 'spelled@riverbend.example';
    await addUser(kith, { email, role: 'data_viewer' });
    const spellings = [
      email,
      'Spelled@Riverbend.example',
      ' spelled@riverbend.example',
      'spelled@riverbend.example\u200b',
    ];
    const statuses: number[] = [];
    for (let index = 0; index < 12; index += 1) {
      const header = btoa(String.fromCharCode(...new TextEncoder().encode(`${spellings[index % 4]}:guess ${index}`)));
      const answer = await ohoClient(kith.url, { authorization: `Basic ${header}` }).get('/api/users/me');
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    expect((await attempt(email, ADMIN_PASSWORD)).status).toBe(429);
  });

  test('right ones do not count, and those remembered go on working while others guess', async () => {
    const email = 'busy@riverbend.example';
    await addUser(kith, { email, role: 'data_viewer' });
    const first = await Promise.all(Array.from({ length: 50 }, () => attempt(email, ADMIN_PASSWORD)));
    expect(first.every((answer) => answer.status === 200)).toBe(true);
    for (let index = 0; index < 11; index += 1) await attempt(email, `guess ${index}`);
    expect((await attempt(email, 'one more')).status).toBe(429);
    expect((await attempt(email, ADMIN_PASSWORD)).status).toBe(200);
  });
});

describe('KITH_OHO_RATE_LIMIT', () => {
  let kith: TestKith;
  let ahead = 0;
  beforeAll(async () => {
    kith = await startKith({
      clock: { now: () => new Date(Date.now() + ahead) },
      config: { variables: { KITH_OHO_RATE_LIMIT: '5' } },
    });
  });
  afterAll(() => kith.stop());

  test('limits each user on their own, with headers, and ends with its minute', async () => {
    const client = ohoClient(kith.url, kith.basic);
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.get('/api/users/me')));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    expect(answers.map((answer) => answer.headers.get('x-ratelimit-remaining')).sort()).toEqual([...'00001234']);
    const limited = answers.find((answer) => answer.status === 429)!;
    expect(limited.body).toEqual({ error: { code: 'rate_limited', message: 'Too many requests' } });
    const wait = Number(limited.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(limited.headers.get('x-ratelimit-limit')).toBe('5');

    await addUser(kith, { email: 'second@riverbend.example', role: 'data_viewer' });
    const second = ohoClient(kith.url, basic('second@riverbend.example', ADMIN_PASSWORD));
    expect((await second.get('/api/users/me')).status).toBe(200);

    ahead += 61_000;
    expect((await client.get('/api/users/me')).status).toBe(200);
  });
});

test('without it there is no limit and no header', async () => {
  const kith = await startKith();
  const client = ohoClient(kith.url, kith.basic);
  const answers = await Promise.all(Array.from({ length: 30 }, () => client.get('/api/users/me')));
  expect(answers.every((answer) => answer.status === 200)).toBe(true);
  expect(answers[0]!.headers.get('x-ratelimit-limit')).toBe(null);
  await kith.stop();
});
