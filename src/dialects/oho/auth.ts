// Who calls: Basic with a user's e-mail and password, or a Bearer token, both everywhere (wire/oho.md §1).
import type { FastifyRequest } from 'fastify';
import { permissionsOf } from '../../core/access/roles.ts';
import { verifyToken } from '../../core/access/token.ts';
import { type Credentials, findCredentialsByEmail } from '../../core/access/users.ts';
import type { Actor } from '../../core/base/actor.ts';
import { Failure } from '../../core/base/failure.ts';
import type { DialectContext } from '../dialect.ts';

/** A signed-in user, as a request needs them. */
export interface Caller {
  readonly actor: Actor;
  readonly credentials: Credentials;
}

export interface Authentication {
  /** A hook that runs before the body is read: a stranger's body is never parsed. */
  authenticate(request: FastifyRequest): Promise<void>;
  callerOf(request: FastifyRequest): Caller;
  /** Short for `callerOf(request).actor`. */
  actorOf(request: FastifyRequest): Actor;
}

export function createAuthentication(context: DialectContext): Authentication {
  const callers = new WeakMap<FastifyRequest, Caller>();
  const callerOf = (request: FastifyRequest): Caller => {
    const caller = callers.get(request);
    if (!caller) throw new Error('The route runs outside the authenticated scope');
    return caller;
  };
  return {
    authenticate: async (request) => {
      const credentials = await identify(context, request.headers.authorization ?? '');
      callers.set(request, { credentials, actor: toActor(credentials, request.id) });
    },
    callerOf,
    actorOf: (request) => callerOf(request).actor,
  };
}

function toActor({ user, organization }: Credentials, requestId: string): Actor {
  const permissions = permissionsOf(user.role);
  return { organization, type: 'user', id: user.id, permissions, dialect: 'oho', requestId };
}

function identify(context: DialectContext, header: string): Promise<Credentials> {
  // The scheme's name is matched without regard to case (wire/oho.md §1.2).
  const [, scheme = '', value = ''] = header.match(/^\s*(basic|bearer)\s+(\S+)\s*$/i) ?? [];
  if (scheme === '') throw new Failure('unauthenticated', 'credentials_missing');
  if (scheme.toLowerCase() === 'basic') return byPassword(context, value);
  return verifyToken(context.db, context.tokens, { token: value, now: context.clock.now() });
}

async function byPassword(context: DialectContext, encoded: string): Promise<Credentials> {
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  // PostgreSQL cannot even be asked about a text with a NUL character.
  if (colon < 1 || pair.includes('\0')) throw new Failure('unauthenticated', 'credentials_malformed');
  const credentials = await findCredentialsByEmail(context.db, pair.slice(0, colon));
  const right = await context.passwords.verify(pair.slice(colon + 1), credentials?.passwordHash);
  if (!credentials || !right) throw new Failure('unauthenticated', 'password_wrong');
  return credentials;
}
