// The key by which the installation signs its audit trail: Ed25519, derived from the installation's secret.
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Secret } from '../access/secret.ts';

/** How a private key of 32 bytes begins in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface AuditKey {
  /** 32 bytes in base64. */
  readonly publicKey: string;
  sign(text: string): Buffer;
}

export function auditKeyOf(secret: Secret): AuditKey {
  const der = Buffer.concat([PKCS8, secret.keyFor('audit trail')]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return {
    publicKey: Buffer.from(x, 'base64url').toString('base64'),
    sign: (text) => sign(null, Buffer.from(text), key),
  };
}
