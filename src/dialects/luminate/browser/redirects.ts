// Where a browser is sent instead of getting an answer, and where it may be sent (docs/contracts/luminate.md §2.1 and §2.2).
import type { FastifyRequest } from 'fastify';
import type { Organization } from '../../../core/base/actor.ts';
import { isBelow } from '../../../core/base/origin.ts';
import type { DialectContext } from '../../dialect.ts';
import { origin } from '../session/session-cookie.ts';
import { sign } from '../session/signing.ts';
import { settingsOf } from '../settings.ts';
import type { Element } from '../wire/document.ts';
import type { Parameters } from '../wire/parameters.ts';
import { toBoolean } from '../wire/values.ts';

export interface Place {
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
 * for none, or for one that is not allowed: then the answer itself is sent. What proves a session is filled in only where
 * `mayCarryProof` says so, and is empty elsewhere.
 */
export function redirectOf(context: DialectContext, place: Place, redirect: Redirect): string | undefined {
  const { parameters, document, isError } = redirect;
  const wanted = parameters.filled(isError ? 'error_redirect' : 'success_redirect') ?? parameters.filled('redirect');
  if (wanted === undefined) return undefined;
  const isSigned = toBoolean(parameters.get('sign_redirects') ?? '') === true;
  const locate = (withProof: boolean) => {
    const address = addressOf(fillIn(wanted, document, withProof), origin(context, place.request));
    if (address === undefined) return undefined;
    const signed = isSigned && place.organization ? withSignature(context, place.organization, address) : address;
    return allowed(context, place, signed);
  };
  const bare = locate(false);
  return bare !== undefined && mayCarryProof(context, place, bare) ? locate(true) : bare;
}

/** Where NEXTURL or the like leads, as it goes into a header; undefined where nobody may be sent there. */
export function targetOf(context: DialectContext, place: Place, target: string): string | undefined {
  const address = addressOf(target, origin(context, place.request));
  return address === undefined ? undefined : allowed(context, place, address);
}

/** `${createConsResponse/cons_id}` → the value in the answer, encoded; nothing where there is none. */
function fillIn(target: string, document: Element, withProof: boolean): string {
  // A path has no brace: a text of nothing but `${` would else be read to its end from every one of them.
  return target.replace(/\$\{([^{}]*)\}/g, (_, path: string) =>
    encodeURIComponent(valueAt(document, path.split('/'), withProof)),
  );
}

function valueAt(element: Element, [name, ...rest]: readonly string[], withProof: boolean): string {
  if (element.name !== name?.trim() || (element.isProof && !withProof)) return '';
  const { content } = element;
  if (rest.length === 0) return typeof content === 'string' ? content : '';
  if (content === null || typeof content === 'string') return '';
  const next = content.find((child) => child.name === rest[0]?.trim());
  return next ? valueAt(next, rest, withProof) : '';
}

/** As it goes into a header: encoded, and without the host where it had none. Undefined for what is no web address. */
function addressOf(target: string, own: string): string | undefined {
  // Browsers drop tabs and line breaks and read a backslash as a slash; no address needs them.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would begin another header
  if (/[\u0000-\u001f\u007f\\]/.test(target)) return undefined;
  const isPath = target.startsWith('/');
  const url = webAddress(isPath ? own + target : target);
  if (!url) return undefined;
  // Pages older than the site's certificate ask for http; what they load from this host is there by https.
  if (own.startsWith('https:') && url.host === URL.parse(own)?.host) url.protocol = 'https:';
  return isPath ? url.pathname + url.search + url.hash : url.href;
}

function webAddress(text: string, base?: string): URL | undefined {
  const url = URL.parse(text, base);
  // `https://www.example.org@other.example/` is made to be misread.
  const isPlain = url && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
  return isPlain ? url : undefined;
}

/** Adds `ts` and a signature of the query up to there; a verifier computes the same (docs/contracts/luminate.md §2.2). */
function withSignature(context: DialectContext, organization: Organization, address: string): string {
  const [target = '', ...fragment] = address.split('#');
  const timestamp = Math.floor(context.clock.now().getTime() / 1000);
  const stamped = `${target}${target.includes('?') ? '&' : '?'}ts=${timestamp}`;
  const query = stamped.slice(stamped.indexOf('?') + 1);
  const signed = `${stamped}&signature=${sign(context, organization, query)}`;
  return [signed, ...fragment].join('#');
}

/**
 * The address itself, if it leads to this server or to a site the organization lists: a redirect to anywhere would lend the
 * organization's name to anybody. To be asked about the very text that is sent, which is read as a browser reads it:
 * `/.//other.example` is a path, but what it becomes, `//other.example`, is another site.
 */
function allowed(context: DialectContext, { organization, request }: Place, address: string): string | undefined {
  const target = webAddress(address, origin(context, request));
  return target && isAllowedOrigin(context, { organization, request }, target.origin) ? address : undefined;
}

/** Whether an origin is this server's or one that the organization lists. */
export function isAllowedOrigin(context: DialectContext, { organization, request }: Place, wanted: string): boolean {
  return (
    wanted === URL.parse(origin(context, request))?.origin ||
    isListed(organization, wanted) ||
    isListedBelow(organization, wanted)
  );
}

/** By a pattern: whose pages may call and be redirected to. What proves a session needs the origin's own name. */
function isListedBelow(organization: Organization | undefined, wanted: string): boolean {
  return listedBy(organization).some((pattern) => isBelow(pattern, wanted));
}

function isListed(organization: Organization | undefined, wanted: string): boolean {
  return listedBy(organization).some((own) => webAddress(own)?.origin === wanted);
}

function listedBy(organization: Organization | undefined): readonly string[] {
  return organization ? settingsOf(organization).allowedOrigins : [];
}

/**
 * Whether a redirect may carry what proves a session: to an origin the organization lists by name, and not when a page of an
 * origin it does not list started the request. A browser tells that by `Origin`, or where it sends none by
 * `Sec-Fetch-Site`; programs send neither.
 */
function mayCarryProof(context: DialectContext, place: Place, address: string): boolean {
  const { headers } = place.request;
  const target = webAddress(address, origin(context, place.request));
  if (!target || !isListed(place.organization, target.origin)) return false;
  if (headers.origin !== undefined) return isAllowedOrigin(context, place, headers.origin);
  return ['none', 'same-origin', undefined].includes(headers['sec-fetch-site'] as string | undefined);
}
