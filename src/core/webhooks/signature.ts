import { createHmac, randomBytes } from 'node:crypto';
import type { OrganizationSettings } from '../base/actor.ts';

export interface Signed {
  /** The delivery's id. */
  readonly id: string;
  readonly secret: string;
  /** Valid beside it for a while after a rotation. */
  readonly previousSecret: string | null;
  /** The exact bytes sent. */
  readonly body: string;
  readonly now: Date;
  readonly settings: Pick<OrganizationSettings, 'webhookSha1Header' | 'webhookSha1PlainHeader'>;
}

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

function hmac(algorithm: 'sha1' | 'sha256', secret: string, text: string): string {
  return createHmac(algorithm, secret).update(text).digest('hex');
}

/** The headers of Standard Webhooks: the id, the time in seconds, and signatures over `"{id}.{time}.{body}"`. */
function standardHeaders({ id, body, now }: Signed, secrets: readonly string[]): Record<string, string> {
  const time = Math.floor(now.getTime() / 1000);
  const sign = (secret: string) =>
    `v1,${createHmac('sha256', standardKey(secret)).update(`${id}.${time}.${body}`).digest('base64')}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(time),
    'webhook-signature': secrets.map(sign).join(' '),
  };
}

/** The signatures of the body alone; a recorded delivery could be replayed under them. */
function hubHeaders({ body, settings }: Signed, secret: string, ending = ''): Record<string, string> {
  return {
    [`${settings.webhookSha1Header}${ending}`]: `sha1=${hmac('sha1', secret, body)}`,
    [`X-Hub-Signature-256${ending}`]: `sha256=${hmac('sha256', secret, body)}`,
  };
}

/**
 * All signatures (docs/contracts/oho.md §5.2, docs/wire-oho.md): SHA-1 and SHA-256 over the body, SHA-256 over
 * `"{t}.{body}"` with milliseconds, and Standard Webhooks. After a rotation the older secret signs as well.
 */
export function signatureHeaders(signed: Signed): Record<string, string> {
  const { secret, previousSecret, body, now, settings } = signed;
  const time = now.getTime();
  const secrets = previousSecret === null ? [secret] : [secret, previousSecret];
  const versions = secrets.map((one) => `v1=${hmac('sha256', one, `${time}.${body}`)}`);
  return {
    ...hubHeaders(signed, secret),
    ...(previousSecret === null ? {} : hubHeaders(signed, previousSecret, '-Previous')),
    [settings.webhookSha1PlainHeader]: hmac('sha1', secret, body),
    'X-Oho-Signature': [`t=${time}`, ...versions].join(','),
    ...standardHeaders(signed, secrets),
  };
}
