// Who calls: a key of this contract, with the scopes that it was made with, or a user by the session of the console (docs/api.md).
import type { FastifyRequest } from 'fastify';
import { findKey } from '../../core/access/keys.ts';
import { permissionsOf } from '../../core/access/roles.ts';
import { recordSignOn } from '../../core/access/sign-on-events.ts';
import { type Actor, allow, type Permission } from '../../core/base/actor.ts';
import { Failure } from '../../core/base/failure.ts';
import { findUserSession, ownId, type SignedIn } from '../../core/staff/user-sessions.ts';
import { type DialectContext, logCaller } from '../dialect.ts';

export const DIALECT = 'native';

/** What keys begin with. Little Green Light's have no such beginning, which tells the two contracts below /v1 apart. */
export const KEY_PREFIX = 'kith_';

/** What a key may do, by scope. */
export const SCOPES: Readonly<Record<string, readonly Permission[]>> = {
  'people:read': ['constituents:read'],
  'people:write': ['constituents:read', 'constituents:write'],
  'people:erase': ['constituents:read', 'constituents:erase'],
  'people:export': ['constituents:read', 'constituents:export'],
  'checks:write': ['constituents:read', 'accreditations:write', 'accreditations:activate'],
  'settings:read': ['settings:read'],
  'settings:write': ['settings:read', 'settings:write'],
  'users:write': ['settings:read', 'users:manage'],
  admin: [...permissionsOf('org_admin')],
};

/** Throws `forbidden` for an actor without what the scope stands for; `own` stands for being a user. */
export function allowScope(actor: Actor, scope: string): void {
  if (scope === 'own') ownId(actor);
  for (const permission of SCOPES[scope] ?? []) allow(actor, permission);
}

const BEARER = /^bearer\s+(\S+)\s*$/i;

/** Whether a request shows a key of this contract. */
export function hasKey(authorization: string | undefined): boolean {
  return bearerOf(authorization)?.startsWith(KEY_PREFIX) === true;
}

function bearerOf(authorization: string | undefined): string | undefined {
  return BEARER.exec(authorization ?? '')?.[1];
}

/** Holds the session of a user of the console. */
export const SESSION_COOKIE = 'kith_session';

/** Whether a request shows a session; keys come first where both are there. */
export function hasSession({ authorization, cookie }: FastifyRequest['headers']): boolean {
  return authorization === undefined && /(?:^|;\s*)kith_session=/.test(cookie ?? '');
}

/** Throws `unauthenticated` without a key or a session that works, `forbidden` for a write that another site's page sent. */
export async function authenticate(context: DialectContext, request: FastifyRequest): Promise<Actor> {
  const key = bearerOf(request.headers.authorization);
  if (key !== undefined) return byKey(context, request, key);
  const token = request.headers.authorization === undefined ? request.cookies[SESSION_COOKIE] : undefined;
  if (token === undefined) throw new Failure('unauthenticated', 'credentials_missing');
  return bySession(context, request, token);
}

const sessions = new WeakMap<FastifyRequest, SignedIn>();

/** The session by which a request was let in. Throws `forbidden` for a key. */
export function sessionOf(request: FastifyRequest): SignedIn {
  const found = sessions.get(request);
  if (!found) throw new Failure('forbidden', 'users_only');
  return found;
}

async function bySession(context: DialectContext, request: FastifyRequest, token: string): Promise<Actor> {
  requireOwnOrigin(context, request);
  const found = await findUserSession(context.db, { token, now: context.clock.now() });
  if (!found) throw new Failure('unauthenticated', 'session_ended');
  sessions.set(request, found);
  const { user, organization } = found;
  const permissions = permissionsOf(user.role);
  const own = { organization, type: 'user', id: user.id, permissions } as const;
  const actor: Actor = { ...own, dialect: DIALECT, requestId: request.id };
  logCaller(request, actor);
  return actor;
}

/** Scheme and host that browsers know this server by. */
export function ownOrigin({ publicUrl }: DialectContext, request: FastifyRequest): string {
  return publicUrl === undefined ? `${request.protocol}://${request.host}` : new URL(publicUrl).origin;
}

/** A browser sends the cookie by itself: what changes something must come from a page of ours. */
export function requireOwnOrigin(context: DialectContext, request: FastifyRequest): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return;
  if (request.headers.origin !== ownOrigin(context, request)) throw new Failure('forbidden', 'origin');
}

async function byKey(context: DialectContext, request: FastifyRequest, key: string): Promise<Actor> {
  const found = await findKey(context.db, DIALECT, key);
  if (!found) {
    const event = { organizationId: undefined, dialect: DIALECT, outcome: 'failed', reason: 'unknown_key' } as const;
    await recordSignOn(context.db, { ...event, address: request.ip, now: context.clock.now() });
    throw new Failure('unauthenticated', 'unknown_key');
  }
  const actor: Actor = {
    organization: found.organization,
    type: 'key',
    id: found.id,
    permissions: new Set((found.scopes ?? []).flatMap((scope) => SCOPES[scope] ?? [])),
    dialect: DIALECT,
    requestId: request.id,
  };
  logCaller(request, actor);
  return actor;
}
