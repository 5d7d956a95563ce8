import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { newSigningSecret } from '../../../core/webhooks/signature.ts';
import { attemptHeaders } from './webhook-headers.ts';

const storedSettings = {};
const event = 'information_request.sent';
const attempt = 2;
const body = '{"event":"accreditation.updated","id":9001}';
const id = '7f2d0c5e-0000-4000-8000-000000000001';
const now = new Date(1_767_225_600_000);

test('signs as decided, with both algorithms', () => {
  expect(
    attemptHeaders({ id, secret: 'whsec_demo_4f7a', previousSecret: null, body, now, storedSettings, event, attempt }),
  ).toMatchObject({
    'X-Oho-Event': 'icr.sent',
    'X-Oho-Delivery': id,
    'X-Oho-Attempt': '2',
    'X-Hub-Signature': 'sha1=ef2fd41292f8f5ef98386e6986cb4da46282dc75',
    'X-Oho-Signature-Sha1': 'ef2fd41292f8f5ef98386e6986cb4da46282dc75',
    'X-Oho-Signature': 't=1767225600000,v1=66174634498240d8f4f4a3bbb204567ddda659d11f1649ee48628f1d79902fbe',
  });
});

test('after a rotation the older secret signs too', () => {
  const headers = attemptHeaders({
    id,
    secret: 'new',
    previousSecret: 'whsec_demo_4f7a',
    body,
    now,
    storedSettings,
    event,
    attempt,
  });
  expect(headers['X-Oho-Signature']?.split(',')).toHaveLength(3);
  expect(headers['X-Oho-Signature']).toContain(',v1=66174634498240d8f4f4a3bbb204567ddda659d11f1649ee48628f1d79902fbe');
  expect(headers['X-Hub-Signature-Previous']).toBe('sha1=ef2fd41292f8f5ef98386e6986cb4da46282dc75');
});

test('signs as Standard Webhooks say, by the bytes that the secret encodes', () => {
  // The vector of the specification’s own libraries.
  const signed = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    previousSecret: null,
    body: '{"test": 2432232314}',
    now: new Date(1_614_265_330_999),
    storedSettings,
    event,
    attempt,
  };
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  expect(attemptHeaders(signed)).toMatchObject(headers);
  const withoutPrefix = { ...signed, secret: signed.secret.slice('whsec_'.length) };
  expect(attemptHeaders(withoutPrefix)).toMatchObject(headers);
});

test.each([
  'whsec_demo_4f7a',
  'eight ch',
  'whsec_AAAA',
  `whsec_${'-_'.repeat(22)}`,
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS',
])('a secret that encodes no key, %s, is its own key', (secret) => {
  const headers = attemptHeaders({ id, secret, previousSecret: null, body, now, storedSettings, event, attempt });
  const digest = createHmac('sha256', secret).update(`${id}.1767225600.${body}`).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${digest}`);
});

test('a rotation is signed by both in each scheme', () => {
  const previousSecret = newSigningSecret();
  const headers = attemptHeaders({
    id,
    secret: newSigningSecret(),
    previousSecret,
    body,
    now,
    storedSettings,
    event,
    attempt,
  });
  expect(headers['webhook-signature']).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
  const digest = createHmac('sha256', previousSecret).update(body).digest('hex');
  expect(headers['X-Hub-Signature-256-Previous']).toBe(`sha256=${digest}`);
  expect(headers['X-Hub-Signature-256']).not.toContain(digest);
});

test('new secrets are the base64 of 32 bytes', () => {
  const secret = newSigningSecret();
  expect(Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).toHaveLength(32);
  expect(newSigningSecret()).not.toBe(secret);
});
