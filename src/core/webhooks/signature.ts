// Secrets of webhooks, and the signatures of Standard Webhooks, which belong to no contract.
import { createHmac, randomBytes } from 'node:crypto';
import type { OutgoingAttempt } from './webhook-format.ts';

const PREFIX = 'whsec_';

/** A secret as Standard Webhooks has them: `whsec_` and the base64 of 32 random bytes. */
export function newSigningSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/**
 * The key of a Standard Webhooks signature: the 24 to 64 bytes that a secret is the base64 of, with or without `whsec_`. Any
 * other secret, such as a receiver's own words, is its key as it is.
 */
function standardKey(secret: string): Buffer {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const bytes = Buffer.from(encoded, 'base64');
  const isEncoded = bytes.toString('base64') === encoded && bytes.length >= 24 && bytes.length <= 64;
  return isEncoded ? bytes : Buffer.from(secret, 'utf8');
}

/** The secrets that sign: after a rotation the older one too. */
export function signingSecrets({
  secret,
  previousSecret,
}: Pick<OutgoingAttempt, 'secret' | 'previousSecret'>): string[] {
  return previousSecret === null ? [secret] : [secret, previousSecret];
}

type StandardSigned = Pick<OutgoingAttempt, 'id' | 'body' | 'now' | 'secret' | 'previousSecret'>;

/** The headers of Standard Webhooks: the id, the time in seconds, and signatures over `"{id}.{time}.{body}"`. */
export function standardHeaders({ id, body, now, ...secrets }: StandardSigned): Record<string, string> {
  const time = Math.floor(now.getTime() / 1000);
  const sign = (secret: string) =>
    `v1,${createHmac('sha256', standardKey(secret)).update(`${id}.${time}.${body}`).digest('base64')}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(time),
    'webhook-signature': signingSecrets(secrets).map(sign).join(' '),
  };
}
