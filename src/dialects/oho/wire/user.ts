import type { IssuedToken } from '../../../core/access/token.ts';
import type { Credentials } from '../../../core/access/users.ts';

/**
 * The body of /users/me, as bytes: no white space at the top level and one space before the nested id. The quickstart greps
 * for `"id":[0-9]*` and must find the user's id alone (docs/contracts/oho.md §1.3).
 */
export function userToWire({ user, organization }: Credentials): string {
  const text = JSON.stringify;
  return (
    `{"id":${user.id},"email":${text(user.email ?? '')},"first_name":${text(user.firstName)},"surname":${text(user.lastName)},` +
    `"organization":{"id": ${organization.id},"name":${text(organization.name)}}}`
  );
}

export function tokenToWire({ token, expiresAt, expiresIn }: IssuedToken) {
  return { token, expires_at: `${expiresAt.toISOString().slice(0, 19)}Z`, expires_in: expiresIn };
}
