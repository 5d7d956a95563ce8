import { expect, test } from 'vitest';
import { signatureHeaders } from './signature.ts';

const settings = { webhookSha1Header: 'X-Hub-Signature', webhookSha1PlainHeader: 'X-Oho-Signature-Sha1' };
const body = '{"event":"accreditation.updated","id":9001}';
const now = new Date(1_767_225_600_000);

test('signs as decided, with both algorithms', () => {
  expect(signatureHeaders({ secret: 'whsec_demo_4f7a', previousSecret: null, body, now, settings })).toEqual({
    'X-Hub-Signature': 'sha1=ef2fd41292f8f5ef98386e6986cb4da46282dc75',
    'X-Oho-Signature-Sha1': 'ef2fd41292f8f5ef98386e6986cb4da46282dc75',
    'X-Oho-Signature': 't=1767225600000,v1=66174634498240d8f4f4a3bbb204567ddda659d11f1649ee48628f1d79902fbe',
  });
});

test('after a rotation the older secret signs too', () => {
  const headers = signatureHeaders({ secret: 'new', previousSecret: 'whsec_demo_4f7a', body, now, settings });
  expect(headers['X-Oho-Signature']?.split(',')).toHaveLength(3);
  expect(headers['X-Oho-Signature']).toContain(',v1=66174634498240d8f4f4a3bbb204567ddda659d11f1649ee48628f1d79902fbe');
  expect(headers['X-Hub-Signature-Previous']).toBe('sha1=ef2fd41292f8f5ef98386e6986cb4da46282dc75');
});
