// Signatures by which a site checks that a redirect or sign-on came from here (docs/contracts/luminate.md §2.2).
import { createHash } from 'node:crypto';
import { signingSecret } from '../../../core/access/signing-secret.ts';
import type { Organization } from '../../../core/base/actor.ts';
import type { DialectContext } from '../../dialect.ts';
import { settingsOf } from '../settings.ts';

/** The signature of a text: a plain hash of it and the shared secret, because that is what verifiers compute. */
export function sign({ secret }: DialectContext, organization: Organization, text: string): string {
  const hash = createHash(settingsOf(organization).signatureHash);
  return hash.update(text + signingSecret(secret, organization)).digest('hex');
}
