// Where a browser is sent instead of getting an answer, and where it may be sent (wire/luminate.md §2.1 and §2.2).
import type { FastifyRequest } from 'fastify';
import type { Organization } from '../../core/base/actor.ts';
import type { DialectContext } from '../dialect.ts';
import { origin } from './session-cookie.ts';
import { sign } from './signing.ts';
import type { Element } from './wire/document.ts';
import type { Parameters } from './wire/parameters.ts';
import { toBoolean } from './wire/values.ts';

interface Place {
  readonly organization: Organization | undefined;
  readonly request: FastifyRequest;
}

interface Redirect {
  readonly parameters: Parameters;
  readonly document: Element;
  readonly isError: boolean;
}

/**
 * The address a call asks to be sent to, with values of the answer filled in, signed if asked for. Undefined where it asks
 * for none, or for one that is not allowed: then the answer itself is sent.
 */
export function redirectOf(context: DialectContext, place: Place, redirect: Redirect): string | undefined {
  const { parameters, document, isError } = redirect;
  const wanted = parameters.filled(isError ? 'error_redirect' : 'success_redirect') ?? parameters.filled('redirect');
  if (wanted === undefined) return undefined;
  const { organization, request } = place;
  const target = fillIn(wanted, document);
  if (!isAllowedTarget(context, { target, organization }, request)) return undefined;
  const address = normalized(target, origin(context, request));
  const isSigned = organization && toBoolean(parameters.get('sign_redirects') ?? '') === true;
  return isSigned ? withSignature(context, organization, address) : address;
}

/** `${createConsResponse/cons_id}` → the value in the answer, encoded; nothing where there is none. */
function fillIn(target: string, document: Element): string {
  return target.replace(/\$\{([^}]*)\}/g, (_, path: string) => encodeURIComponent(valueAt(document, path.split('/'))));
}

function valueAt(element: Element, [name, ...rest]: readonly string[]): string {
  if (element.name !== name?.trim()) return '';
  const { content } = element;
  if (rest.length === 0) return typeof content === 'string' ? content : '';
  if (content === null || typeof content === 'string') return '';
  const next = content.find((child) => child.name === rest[0]?.trim());
  return next ? valueAt(next, rest) : '';
}

/** As it goes into a header: encoded, and without the host where it had none. */
export function normalized(target: string, own: string): string {
  if (!target.startsWith('/')) return new URL(target).href;
  const { pathname, search, hash } = new URL(own + target);
  return pathname + search + hash;
}

/** Adds `ts` and a signature of the query up to there; a verifier computes the same (wire/luminate.md §2.2). */
function withSignature(context: DialectContext, organization: Organization, address: string): string {
  const [target = '', ...fragment] = address.split('#');
  const timestamp = Math.floor(context.clock.now().getTime() / 1000);
  const stamped = `${target}${target.includes('?') ? '&' : '?'}ts=${timestamp}`;
  const query = stamped.slice(stamped.indexOf('?') + 1);
  const signed = `${stamped}&signature=${sign(context, organization, query)}`;
  return [signed, ...fragment].join('#');
}

/** The scheme, host and port of an absolute web address; undefined for anything else. */
function originOf(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.origin : undefined;
}

/**
 * Whether an address is on this server or on a site the organization lists: a redirect to anywhere would lend the
 * organization's name to anybody.
 */
export function isAllowedTarget(
  context: DialectContext,
  { target, organization }: { target: string; organization: Organization | undefined },
  request: FastifyRequest,
): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would begin another header
  if (/[\u0000-\u001f\u007f\\]/.test(target)) return false;
  const own = origin(context, request);
  // A path, but not `//host`, which is another site.
  const wanted = /^\/(?!\/)/.test(target) ? originOf(own + target) : originOf(target);
  const listed = organization?.settings.allowedOrigins.map(originOf) ?? [];
  return wanted !== undefined && (wanted === originOf(own) || listed.includes(wanted));
}
