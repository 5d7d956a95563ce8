// Secrets that must be readable again (to sign with) are kept encrypted under a key of the installation.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts for one purpose. */
export interface Sealer {
  /** 256 bits. */
  readonly key: Buffer;
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a text (AES-256-GCM); the same text looks different each time. */
export function seal({ key }: Sealer, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

/** Decrypts what `seal` made. Throws when it was changed or sealed under another key. */
export function unseal({ key }: Sealer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}

/** Like `unseal`, null for null. */
export function unsealOrNull(sealer: Sealer, sealed: string | null): string | null {
  return sealed === null ? null : unseal(sealer, sealed);
}
