// Signatures as an organization's web site computes them to compare (docs/contracts/luminate.md §2.2).
import { createHash } from 'node:crypto';
import { signingSecret } from '../../src/core/access/signing-secret.ts';
import type { Tenant, TestKith } from './kith.ts';

export function signatureOf(
  kith: TestKith,
  tenant: Tenant,
  { text, hash }: { text: string; hash: 'md5' | 'sha1' },
): string {
  return createHash(hash)
    .update(text + signingSecret(kith.app.secret, tenant.organization))
    .digest('hex');
}
