import { anonymousMemory } from './anonymous-memory.ts';
import { expressions } from './expressions.ts';
import { fuzz } from './fuzz.ts';
import { isolation } from './isolation.ts';
import { oddRequests } from './odd-requests.ts';
import { redirects } from './redirects.ts';
import type { Result } from './result.ts';
import { slowReaders } from './slow-readers.ts';
import type { Target } from './target.ts';

export interface Extent {
  /** Random requests to all routes. */
  readonly fuzz: number;
  /** 7 means that every seventh expression is tried. */
  readonly share: number;
  /** The length of each body without end. */
  readonly megabytes: number;
}

export const FULL: Extent = { fuzz: 20_000, share: 1, megabytes: 200 };
export const QUICK: Extent = { fuzz: 1_500, share: 7, megabytes: 40 };
/** What `npm test` has time for. */
export const SHORT: Extent = { fuzz: 300, share: 17, megabytes: 32 };

/** What is harmless first: what slows a server down would spoil the figures of the others. */
export const ATTACKS: Readonly<Record<string, (target: Target, extent: Extent) => Promise<Result>>> = {
  isolation,
  redirects,
  'odd-requests': oddRequests,
  fuzz: (target, extent) => fuzz(target, { count: extent.fuzz }),
  expressions,
  'anonymous-memory': anonymousMemory,
  'slow-readers': slowReaders,
};
