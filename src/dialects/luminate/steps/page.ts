// What browsers are sent to instead of calling: small pages that know a session and redirect.
import type { FastifyReply } from 'fastify';
import { findOrganizationById } from '../../../core/access/organization.ts';
import type { Organization } from '../../../core/base/actor.ts';
import type { DialectContext } from '../../dialect.ts';
import { targetOf } from '../browser/redirects.ts';
import type { Http } from '../servlets/call.ts';
import type { Parameters } from '../wire/parameters.ts';
import { fromWireId } from '../wire/session-id.ts';

export interface PageCall {
  readonly parameters: Parameters;
  /** Of the URL, where it names one. */
  readonly named: Organization | undefined;
}

export type Page = (context: DialectContext, page: PageCall, http: Http) => Promise<FastifyReply>;

export interface Shown {
  readonly organization: Organization;
  readonly secret: string;
}

/** A session id or nonce, and the organization it names, unless the URL names another. */
export async function readWireId(
  { db }: DialectContext,
  named: Organization | undefined,
  text: string | undefined,
): Promise<Shown | undefined> {
  const id = fromWireId(text ?? '');
  if (!id || (named && named.id !== id.organizationId)) return undefined;
  const organization = named ?? (await findOrganizationById(db, id.organizationId));
  return organization && { organization, secret: id.secret };
}

/** Sends the browser to NEXTURL, if it may be sent there, else says what was done. */
export function sendOn(
  context: DialectContext,
  { parameters, organization }: { parameters: Parameters; organization: Organization | undefined },
  { request, reply }: Http,
): FastifyReply {
  const next = parameters.filled('NEXTURL');
  reply.header('cache-control', 'no-store');
  const target = next === undefined ? undefined : targetOf(context, { organization, request }, next);
  if (target !== undefined) return reply.redirect(target, 302);
  return reply.type('text/plain;charset=UTF-8').send('Done.\n');
}
