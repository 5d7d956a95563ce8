// Links that leave in mails begin with an address that the operator chose, never with the Host of a request.
import { request } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import { readableText } from '../../src/core/mail/mail-text.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { ohoClient } from '../support/oho-client.ts';
import { mailsInOutbox } from '../support/records.ts';

const running: TestKith[] = [];
afterAll(() => Promise.all(running.map((kith) => kith.stop())));

async function start(config: Partial<Config>): Promise<TestKith> {
  const kith = await startKith({ config });
  running.push(kith);
  const oho = ohoClient(kith.url, kith.basic);
  const created = await oho.post('/api/screening_packages', {
    code: 'care',
    name: 'Care',
    items: [{ type: 'vicwwc' }],
  });
  expect(created.status).toBe(201);
  return kith;
}

/** A request under another Host, which `fetch` does not send. */
function post(kith: TestKith, path: string, body: object): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const evil = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'content-type': 'application/json' };
    const sent = request(kith.url + path, { method: 'POST', headers: { ...kith.basic, ...evil } }, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      resolve({ status: response.statusCode ?? 0, text });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

let serial = 0;
async function mailOf(kith: TestKith, { actions }: { actions: readonly string[] }) {
  serial += 1;
  const email = `noor${serial}@clinic.example`;
  const constituent = { first_name: 'Noor', last_name: 'Haddad', email };
  const answer = await post(kith, '/api/icrs', { screening_package_code: 'care', constituent });
  for (const action of actions) await post(kith, `/api/icrs/${JSON.parse(answer.text).id}/actions`, { action });
  // As they leave, with the link that is encrypted until then.
  const texts = (await mailsInOutbox(kith, email)).map((mail) => readableText(mail, kith.app.sealer) ?? mail.text);
  return { answer, texts };
}

test('without mail leaving they begin with the address that the server listens on', async () => {
  const kith = await start({ publicUrl: undefined });
  const { texts } = await mailOf(kith, { actions: ['remind', 'resend'] });
  expect(texts).toHaveLength(3);
  for (const text of texts) {
    expect(text).toContain(`${kith.url}/c/`);
    expect(text).not.toContain('evil');
  }
});

test('where mail leaves and no address is configured they are refused, and nothing is written', async () => {
  const kith = await start({ publicUrl: undefined, smtpUrl: 'smtp://127.0.0.1:9' });
  const { answer, texts } = await mailOf(kith, { actions: [] });
  expect(answer.status).toBe(409);
  expect(JSON.parse(answer.text).error).toMatchObject({ code: 'public_url_missing' });
  expect(JSON.parse(answer.text).error.message).toContain('KITH_PUBLIC_URL');
  expect(texts).toEqual([]);
  const oho = ohoClient(kith.url, kith.basic);
  expect((await oho.get('/api/icrs')).body).toEqual([]);
});

test('with a configured address they begin with it', async () => {
  const kith = await start({ publicUrl: 'https://kith.example', smtpUrl: 'smtp://127.0.0.1:9' });
  const { texts } = await mailOf(kith, { actions: ['remind', 'resend'] });
  expect(texts).toHaveLength(3);
  for (const text of texts) expect(text).toMatch(/^https:\/\/kith\.example\/c\/[\w-]{40,}$/m);
});
