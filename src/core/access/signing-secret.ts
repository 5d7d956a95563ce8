import type { Organization } from '../base/actor.ts';
import type { Secret } from './secret.ts';

/**
 * The secret that an organization's web site shares with this server, to check that a redirect or sign-on came from here
 * (docs/contracts/luminate.md §2.2). Derived, so that none is stored; another organization's says nothing about it.
 */
export function signingSecret(secret: Secret, organization: Pick<Organization, 'id'>): string {
  return secret.keyFor(`luminate signatures of ${organization.id}`).toString('hex');
}
