// What the operator decides about this contract for the installation.
import type { DialectContext, Variable } from '../dialect.ts';

interface RateLimit {
  readonly calls: number;
  readonly seconds: number;
}

/** Calls per seconds and key, such as 300/300; without it any number. */
const rateLimit: Variable<RateLimit | undefined> = (text) => {
  if (text === undefined) return undefined;
  const [, calls, seconds] = /^([1-9]\d{0,8})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  if (calls === undefined) throw new Error('takes calls/seconds, such as 300/300');
  return { calls: Number(calls), seconds: Number(seconds) };
};

export const VARIABLES = { KITH_LGL_RATE_LIMIT: rateLimit };

export function rateLimitOf({ variables }: DialectContext): RateLimit | undefined {
  return rateLimit(variables.KITH_LGL_RATE_LIMIT);
}
