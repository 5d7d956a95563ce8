// Signing in and out: a session in a cookie (docs/api.md, Signing in).
import type { FastifyReply, FastifyRequest } from 'fastify';
import { permissionsOf } from '../../../core/access/roles.ts';
import { secondFactorOf } from '../../../core/staff/second-factor.ts';
import { signIn } from '../../../core/staff/sign-in.ts';
import { endUserSession, listUserSessions, type SignedIn } from '../../../core/staff/user-sessions.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { DIALECT, ownOrigin, SESSION_COOKIE, sessionOf } from '../auth.ts';
import { type Operation, openOperation, operation, presenter } from '../wire/operation.ts';
import { byId } from '../wire/parameters.ts';
import { deviceSchema, devicesSchema, sessionSchema, sessionToWire, signInBody } from '../wire/session.ts';

interface Exchange {
  readonly context: DialectContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Network address and name of the browser. */
export function browserOf({ ip, headers }: FastifyRequest) {
  return { address: ip, agent: headers['user-agent'] ?? '' };
}

/** Gives the browser its session. */
export function setSession({ context, request, reply }: Exchange, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, cookieOptions(context, request));
}

function cookieOptions(context: DialectContext, request: FastifyRequest) {
  const secure = ownOrigin(context, request).startsWith('https:');
  return { path: '/v1', httpOnly: true, sameSite: 'strict', secure } as const;
}

/** A session as its owner sees it. */
export async function shown({ db }: DialectContext, signedIn: SignedIn) {
  const { user, organization } = signedIn;
  const secondFactor = await secondFactorOf(db, organization.id, user.id);
  return sessionToWire(signedIn, { permissions: permissionsOf(user.role), secondFactor });
}

const create = openOperation({
  id: 'signIn',
  method: 'POST',
  path: '/session',
  summary: 'Signs a user in: the answer sets a cookie. 401 second_factor_required asks for the code as well.',
  body: signInBody,
  result: sessionSchema,
  status: 201,
  run: async ({ context, body: { email, password, code }, request, reply }) => {
    const attempt = { email, password, code, dialect: DIALECT, ...browserOf(request) };
    const { token, ...signedIn } = await signIn(context, attempt);
    setSession({ context, request, reply }, token);
    return shown(context, signedIn);
  },
});

const get = operation({
  id: 'getSession',
  method: 'GET',
  path: '/session',
  summary: 'Shows who is signed in, and what they may do.',
  scope: 'own',
  result: sessionSchema,
  run: async ({ context, request }) => shown(context, sessionOf(request)),
});

const end = operation({
  id: 'signOut',
  method: 'DELETE',
  path: '/session',
  summary: 'Signs the user out in this browser.',
  scope: 'own',
  run: async ({ context, actor, request, reply }) => {
    await transaction(context.db, actor, (tx) => endUserSession(tx, actor, sessionOf(request).session.id));
    reply.clearCookie(SESSION_COOKIE, cookieOptions(context, request));
  },
});

const present = presenter(deviceSchema);

const list = operation({
  id: 'listSessions',
  method: 'GET',
  path: '/sessions',
  summary: 'Lists where the user is signed in, the session used last first.',
  scope: 'own',
  result: devicesSchema,
  run: async ({ context, actor, request }) => {
    const own = sessionOf(request).session.id;
    const sessions = await listUserSessions(context.db, actor, context.clock.now());
    return { data: sessions.map((session) => present({ ...session, isThisOne: session.id === own })) };
  },
});

const endOne = operation({
  id: 'endSession',
  method: 'DELETE',
  path: '/sessions/{id}',
  summary: 'Signs the user out in one of their browsers.',
  scope: 'own',
  params: byId,
  run: async ({ context, actor, params }) =>
    transaction(context.db, actor, (tx) => endUserSession(tx, actor, params.id)),
});

export const SESSION: readonly Operation[] = [create, get, end, list, endOne];
