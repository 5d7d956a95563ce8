import type { FastifyRequest } from 'fastify';
import { findKey } from '../../core/access/keys.ts';
import { takeFromLimit } from '../../core/access/rate-limit.ts';
import { KEY_PERMISSIONS } from '../../core/access/roles.ts';
import { recordSignOn } from '../../core/access/sign-on-events.ts';
import type { Actor } from '../../core/base/actor.ts';
import { Failure } from '../../core/base/failure.ts';
import { type DialectContext, logCaller } from '../dialect.ts';
import { rateLimitOf } from './variables.ts';

interface PresentedKey {
  readonly key: string;
  /** Decides the form of the 401 (docs/contracts/lgl.md §1.4). */
  readonly form: 'basic' | 'bearer';
}

/** The keys a request presents: the header first, then `access_token` (docs/contracts/lgl.md §1.3). */
function presentedKeys(request: FastifyRequest): PresentedKey[] {
  const keys: PresentedKey[] = [];
  const [scheme = '', value] = splitOnce((request.headers.authorization ?? '').trim());
  if (value && scheme.toLowerCase() === 'bearer') keys.push({ key: value, form: 'bearer' });
  if (value && scheme.toLowerCase() === 'basic') {
    const [user = ''] = Buffer.from(value, 'base64').toString('utf8').split(':', 1);
    keys.push({ key: user, form: 'basic' });
  }
  const token = (request.query as Record<string, unknown>).access_token;
  const last = Array.isArray(token) ? token.at(-1) : token;
  if (typeof last === 'string' && last !== '') keys.push({ key: last, form: 'bearer' });
  return keys;
}

/** `Bearer abc` → the scheme and what follows the first white space. */
function splitOnce(header: string): [scheme: string, value?: string] {
  const end = header.search(/\s/);
  return end === -1 ? [header] : [header.slice(0, end), header.slice(end).trim()];
}

/**
 * Who calls. Throws `unauthenticated` with code `no_credentials`, `bad_basic` or `bad_bearer`, and `limited` when the key
 * has called too often; only authenticated calls count (docs/contracts/lgl.md §1.5).
 */
export async function authenticate(context: DialectContext, request: FastifyRequest): Promise<Actor> {
  const presented = presentedKeys(request);
  for (const { key } of presented) {
    const found = await findKey(context.db, 'lgl', key);
    if (!found) continue;
    const actor: Actor = {
      organization: found.organization,
      type: 'key',
      id: found.id,
      permissions: KEY_PERMISSIONS,
      dialect: 'lgl',
      requestId: request.id,
    };
    logCaller(request, actor);
    await countCall(context, found.organization.id, found.id);
    return actor;
  }
  const [first] = presented;
  if (!first) throw new Failure('unauthenticated', 'no_credentials');
  const event = { organizationId: undefined, dialect: 'lgl', outcome: 'failed', reason: 'unknown_key' } as const;
  await recordSignOn(context.db, { ...event, address: request.ip, now: context.clock.now() });
  throw new Failure('unauthenticated', `bad_${first.form}`);
}

async function countCall(context: DialectContext, organizationId: number, keyId: number): Promise<void> {
  const limit = rateLimitOf(context);
  if (!limit) return;
  const subject = { organizationId, scope: 'lgl calls', subject: String(keyId) };
  const taken = await takeFromLimit(context.db, {
    ...subject,
    limit: limit.calls,
    windowSeconds: limit.seconds,
    now: context.clock.now(),
  });
  if (!taken.allowed) throw new Failure('limited', 'too_many_calls', { subject: taken.retryAfterSeconds });
}
