// Who calls: a key of this contract, with the scopes that it was made with (docs/api.md).
import type { FastifyRequest } from 'fastify';
import { findKey } from '../../core/access/keys.ts';
import { permissionsOf } from '../../core/access/roles.ts';
import { recordSignOn } from '../../core/access/sign-on-events.ts';
import { type Actor, allow, type Permission } from '../../core/base/actor.ts';
import { Failure } from '../../core/base/failure.ts';
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
  admin: [...permissionsOf('org_admin')],
};

/** Throws `forbidden` for an actor without what the scope stands for. */
export function allowScope(actor: Actor, scope: string): void {
  if (scope === 'none') return;
  for (const permission of SCOPES[scope] ?? []) allow(actor, permission);
}

const BEARER = /^bearer\s+(\S+)\s*$/i;

export function bearerOf(authorization: string | undefined): string | undefined {
  return BEARER.exec(authorization ?? '')?.[1];
}

/** Throws `unauthenticated` without a key that works. */
export async function authenticate(context: DialectContext, request: FastifyRequest): Promise<Actor> {
  const key = bearerOf(request.headers.authorization);
  if (key === undefined) throw new Failure('unauthenticated', 'credentials_missing');
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
