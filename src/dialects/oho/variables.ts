// What the operator decides about this contract for the installation.
import { type TokenSigner, VerifiedTokens } from '../../core/access/token.ts';
import { wholeNumber } from '../../core/base/whole-number.ts';
import type { DialectContext, Variable } from '../dialect.ts';

/** Seconds that a token lives. */
const tokenSeconds: Variable<number> = (text) => wholeNumber(text, { min: 60, max: 31_536_000, usual: 86_400 });

/** Requests per minute and user; 0: any number. */
const rateLimit: Variable<number> = (text) => wholeNumber(text, { min: 0, max: 1_000_000, usual: 0 });

export const VARIABLES = { KITH_OHO_TOKEN_SECONDS: tokenSeconds, KITH_OHO_RATE_LIMIT: rateLimit };

export function tokenSigner({ secret, variables }: DialectContext): TokenSigner {
  const lifetime = tokenSeconds(variables.KITH_OHO_TOKEN_SECONDS);
  return { key: secret.keyFor('oho tokens'), lifetime, verified: new VerifiedTokens() };
}

export function requestsPerMinute({ variables }: DialectContext): number {
  return rateLimit(variables.KITH_OHO_RATE_LIMIT);
}
