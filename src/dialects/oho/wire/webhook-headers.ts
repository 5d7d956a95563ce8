import { createHmac } from 'node:crypto';
import type { OrganizationSettings } from '../../../core/base/actor.ts';
import { signingSecrets, standardHeaders } from '../../../core/webhooks/signature.ts';
import type { OutgoingAttempt } from '../../../core/webhooks/webhook-format.ts';
import { eventToWire } from './event-name.ts';

/** An attempt with those of the organization's settings that name headers. */
interface Signed extends Omit<OutgoingAttempt, 'settings'> {
  readonly settings: Pick<OrganizationSettings, 'webhookSha1Header' | 'webhookSha1PlainHeader'>;
}

function hmac(algorithm: 'sha1' | 'sha256', secret: string, text: string): string {
  return createHmac(algorithm, secret).update(text).digest('hex');
}

/** The signatures of the body alone; a recorded delivery could be replayed under them. */
function hubHeaders({ body, settings }: Signed, secret: string, ending = ''): Record<string, string> {
  return {
    [`${settings.webhookSha1Header}${ending}`]: `sha1=${hmac('sha1', secret, body)}`,
    [`X-Hub-Signature-256${ending}`]: `sha256=${hmac('sha256', secret, body)}`,
  };
}

/**
 * What an attempt says of itself, and all signatures (docs/contracts/oho.md §5.2, docs/wire-oho.md): SHA-1 and SHA-256 over the body,
 * SHA-256 over `"{t}.{body}"` with milliseconds, and Standard Webhooks. After a rotation the older secret signs as well.
 */
export function attemptHeaders(attempt: Signed): Record<string, string> {
  const { secret, previousSecret, body, now, settings } = attempt;
  const time = now.getTime();
  const versions = signingSecrets(attempt).map((one) => `v1=${hmac('sha256', one, `${time}.${body}`)}`);
  return {
    'X-Oho-Event': eventToWire(attempt.event),
    'X-Oho-Delivery': attempt.id,
    'X-Oho-Attempt': String(attempt.attempt),
    ...hubHeaders(attempt, secret),
    ...(previousSecret === null ? {} : hubHeaders(attempt, previousSecret, '-Previous')),
    [settings.webhookSha1PlainHeader]: hmac('sha1', secret, body),
    'X-Oho-Signature': [`t=${time}`, ...versions].join(','),
    ...standardHeaders(attempt),
  };
}
