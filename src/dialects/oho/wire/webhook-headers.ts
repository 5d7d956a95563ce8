import { createHmac } from 'node:crypto';
import { signingSecrets, standardHeaders } from '../../../core/webhooks/signature.ts';
import type { OutgoingAttempt } from '../../../core/webhooks/webhook-format.ts';
import { settingsOf } from '../settings.ts';
import { eventToWire } from './event-name.ts';

function hmac(algorithm: 'sha1' | 'sha256', secret: string, text: string): string {
  return createHmac(algorithm, secret).update(text).digest('hex');
}

/** The signatures of the body alone; a recorded delivery could be replayed under them. */
function hubHeaders(attempt: OutgoingAttempt, secret: string, ending = ''): Record<string, string> {
  return {
    [`${settingsOf(attempt).webhookSha1Header}${ending}`]: `sha1=${hmac('sha1', secret, attempt.body)}`,
    [`X-Hub-Signature-256${ending}`]: `sha256=${hmac('sha256', secret, attempt.body)}`,
  };
}

/**
 * What an attempt says of itself, and all signatures (docs/contracts/oho.md §5.2, docs/wire-oho.md): SHA-1 and SHA-256 over the body,
 * SHA-256 over `"{t}.{body}"` with milliseconds, and Standard Webhooks. After a rotation the older secret signs as well.
 */
export function attemptHeaders(attempt: OutgoingAttempt): Record<string, string> {
  const { secret, previousSecret, body, now } = attempt;
  const time = now.getTime();
  const versions = signingSecrets(attempt).map((one) => `v1=${hmac('sha256', one, `${time}.${body}`)}`);
  return {
    'X-Oho-Event': eventToWire(attempt.event),
    'X-Oho-Delivery': attempt.id,
    'X-Oho-Attempt': String(attempt.attempt),
    ...hubHeaders(attempt, secret),
    ...(previousSecret === null ? {} : hubHeaders(attempt, previousSecret, '-Previous')),
    [settingsOf(attempt).webhookSha1PlainHeader]: hmac('sha1', secret, body),
    'X-Oho-Signature': [`t=${time}`, ...versions].join(','),
    ...standardHeaders(attempt),
  };
}
