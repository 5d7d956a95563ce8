// Who calls: Basic with a user's e-mail and password, or a Bearer token, both everywhere (docs/contracts/oho.md §1).
import type { FastifyRequest } from 'fastify';
import { attemptPassword } from '../../core/access/password-attempts.ts';
import { permissionsOf } from '../../core/access/roles.ts';
import { recordSignOn } from '../../core/access/sign-on-events.ts';
import { type TokenSigner, verifyToken } from '../../core/access/token.ts';
import { type Credentials, findCredentialsByEmail } from '../../core/access/users.ts';
import type { Actor } from '../../core/base/actor.ts';
import { Failure } from '../../core/base/failure.ts';
import { type DialectContext, logCaller } from '../dialect.ts';
import { tokenSigner } from './variables.ts';

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
  const signedBy = { ...context, tokens: tokenSigner(context) };
  const callers = new WeakMap<FastifyRequest, Caller>();
  const callerOf = (request: FastifyRequest): Caller => {
    const caller = callers.get(request);
    if (!caller) throw new Error('The route runs outside the authenticated scope');
    return caller;
  };
  return {
    authenticate: async (request) => {
      const credentials = await identify(signedBy, request);
      const actor = toActor(credentials, request.id);
      logCaller(request, actor);
      callers.set(request, { credentials, actor });
    },
    callerOf,
    actorOf: (request) => callerOf(request).actor,
  };
}

function toActor({ user, organization }: Credentials, requestId: string): Actor {
  const permissions = permissionsOf(user.role);
  return { organization, type: 'user', id: user.id, permissions, dialect: 'oho', requestId };
}

type Context = DialectContext & { readonly tokens: TokenSigner };

function identify(context: Context, request: FastifyRequest): Promise<Credentials> {
  const header = request.headers.authorization ?? '';
  // The scheme's name is matched without regard to case (docs/contracts/oho.md §1.2).
  const [, scheme = '', value = ''] = header.match(/^\s*(basic|bearer)\s+(\S+)\s*$/i) ?? [];
  if (scheme === '') throw new Failure('unauthenticated', 'credentials_missing');
  if (scheme.toLowerCase() === 'basic') return byPassword(context, { encoded: value, address: request.ip });
  return byToken(context, { token: value, address: request.ip });
}

async function byToken(
  { db, tokens, clock }: Context,
  { token, address }: { token: string; address: string },
): Promise<Credentials> {
  try {
    return await verifyToken(db, tokens, { token, now: clock.now() });
  } catch (error) {
    if (error instanceof Failure && error.kind === 'unauthenticated') {
      const event = { organizationId: undefined, dialect: 'oho', outcome: 'failed', reason: error.code } as const;
      await recordSignOn(db, { ...event, address, now: clock.now() });
    }
    throw error;
  }
}

async function byPassword(
  { db, passwords, clock }: DialectContext,
  { encoded, address }: { encoded: string; address: string },
): Promise<Credentials> {
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  // PostgreSQL cannot even be asked about a text with a NUL character.
  if (colon < 1 || pair.includes('\0')) throw new Failure('unauthenticated', 'credentials_malformed');
  const [email, password] = [pair.slice(0, colon), pair.slice(colon + 1)];
  const credentials = await findCredentialsByEmail(db, email);
  const hash = credentials?.passwordHash;
  const [organizationId, id] = [credentials?.organization.id, credentials?.user.id];
  const account = { type: 'user', organizationId, id, name: email } as const;
  const attempt = { password, hash, account, place: { address }, dialect: 'oho', now: clock.now() };
  const right = await passwords.verify({ password, hash, address }, () => attemptPassword(db, attempt));
  if (!credentials || !right) throw new Failure('unauthenticated', 'password_wrong');
  return credentials;
}
