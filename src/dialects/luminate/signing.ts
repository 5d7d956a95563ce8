// Signatures by which a site checks that a redirect or sign-on came from here (wire/luminate.md §2.2).
import { createHash } from 'node:crypto';
import type { Organization } from '../../core/base/actor.ts';
import type { DialectContext } from '../dialect.ts';

/** The secret that the organization's site shares with this server: derived, so that none is stored. */
export function signingSecret({ secret }: Pick<DialectContext, 'secret'>, organization: Organization): string {
  return secret.keyFor(`luminate signatures of ${organization.id}`).toString('hex');
}

/** The signature of a text: a plain hash of it and the secret, because that is what verifiers compute. */
export function sign(context: Pick<DialectContext, 'secret'>, organization: Organization, text: string): string {
  const hash = createHash(organization.settings.signatureHash);
  return hash.update(text + signingSecret(context, organization)).digest('hex');
}
