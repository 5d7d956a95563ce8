// Where a browser may be sent (wire/luminate.md §2.1).
import type { FastifyRequest } from 'fastify';
import type { Organization } from '../../core/base/actor.ts';
import type { DialectContext } from '../dialect.ts';
import { origin } from './session-cookie.ts';

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
  if (/[\u0000-\u0020\u007f\\]/.test(target)) return false;
  const own = origin(context, request);
  // A path, but not `//host`, which is another site.
  const wanted = /^\/(?!\/)/.test(target) ? originOf(own + target) : originOf(target);
  const listed = organization?.settings.allowedOrigins.map(originOf) ?? [];
  return wanted !== undefined && (wanted === originOf(own) || listed.includes(wanted));
}
