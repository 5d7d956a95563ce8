// The session cookie, and where this server is for the browser that calls it.
import type { FastifyRequest } from 'fastify';
import type { OwnSession } from '../../../core/access/sessions.ts';
import type { Organization } from '../../../core/base/actor.ts';
import type { DialectContext } from '../../dialect.ts';
import type { Http } from '../servlets/call.ts';
import { toWireId } from '../wire/session-id.ts';

export const SESSION_COOKIE = 'JSESSIONID';

/** Tells a browser in which somebody has logged in from strangers who guess: it signs nobody on. */
export const DEVICE_COOKIE = 'KITHDEVICE';

const DEVICE_SECONDS = 30 * 24 * 3600;

/** The path up to `/site`: an organization's cookie must not replace another's on the same host. */
function sitePath(request: FastifyRequest): string {
  const path = (request.originalUrl ?? request.url).split('?', 1)[0] ?? '';
  return path.match(/^(\/[^/;]+)?\/site(?=\/|;|$)/)?.[0] ?? '/site';
}

/** Scheme and host of the server as its clients see it. */
export function origin(context: DialectContext, request: FastifyRequest): string {
  return context.publicUrl ?? `${request.protocol}://${request.host}`;
}

/** The address of a servlet, in the form (with or without organization) in which this request came. */
export function servletUrl(context: DialectContext, request: FastifyRequest, servlet: string): string {
  return `${origin(context, request)}${sitePath(request)}/${servlet}`;
}

/** Gives the browser its session, or takes it away. */
export function setSessionCookie(
  context: DialectContext,
  { request, reply }: Http,
  { organization, session }: { organization: Organization; session: OwnSession | null },
): void {
  const options = cookieOptions(context, request);
  if (session) reply.setCookie(SESSION_COOKIE, toWireId(organization.id, session.id), options);
  else reply.clearCookie(SESSION_COOKIE, options);
}

/** Lets the browser be known when somebody logs in again. */
export function setDeviceCookie(context: DialectContext, { request, reply }: Http, device: string): void {
  reply.setCookie(DEVICE_COOKIE, device, { ...cookieOptions(context, request), maxAge: DEVICE_SECONDS });
}

function cookieOptions(context: DialectContext, request: FastifyRequest) {
  const isSecure = origin(context, request).startsWith('https:');
  return {
    path: sitePath(request),
    httpOnly: true,
    secure: isSecure,
    // Sign-up pages live on other sites (docs/contracts/luminate.md §4.20); browsers take `None` only over HTTPS.
    sameSite: isSecure ? ('none' as const) : ('lax' as const),
  };
}
