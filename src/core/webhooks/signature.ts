import { createHmac } from 'node:crypto';
import type { OrganizationSettings } from '../base/actor.ts';

export interface Signed {
  readonly secret: string;
  /** Valid beside it for a while after a rotation. */
  readonly previousSecret: string | null;
  /** The exact bytes sent. */
  readonly body: string;
  readonly now: Date;
  readonly settings: Pick<OrganizationSettings, 'webhookSha1Header' | 'webhookSha1PlainHeader'>;
}

function hmac(algorithm: 'sha1' | 'sha256', secret: string, text: string): string {
  return createHmac(algorithm, secret).update(text).digest('hex');
}

/**
 * Both signatures (wire/oho.md §5.2): SHA-1 over the body as the older contract has it, and SHA-256 over `"{t}.{body}"`,
 * which a recorded delivery cannot be replayed under. After a rotation the older secret signs as well.
 */
export function signatureHeaders({ secret, previousSecret, body, now, settings }: Signed): Record<string, string> {
  const time = now.getTime();
  const secrets = previousSecret === null ? [secret] : [secret, previousSecret];
  const versions = secrets.map((one) => `v1=${hmac('sha256', one, `${time}.${body}`)}`);
  const sha1 = hmac('sha1', secret, body);
  return {
    [settings.webhookSha1Header]: `sha1=${sha1}`,
    [settings.webhookSha1PlainHeader]: sha1,
    'X-Oho-Signature': [`t=${time}`, ...versions].join(','),
    ...(previousSecret === null
      ? {}
      : { [`${settings.webhookSha1Header}-Previous`]: `sha1=${hmac('sha1', previousSecret, body)}` }),
  };
}
