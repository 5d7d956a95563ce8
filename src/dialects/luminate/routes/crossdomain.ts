// crossdomain.xml: which sites' Flash pages may call the client servlet (docs/contracts/luminate.md §1.1).
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DialectContext } from '../../dialect.ts';
import { organizationOfUrl } from '../auth.ts';
import { settingsOf } from '../settings.ts';

/** The policy: the hosts of the organization's allowed origins; none where the URL names no organization. */
export async function crossDomainPolicy(
  context: DialectContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { organization: slug, servlet } = request.params as { organization?: string; servlet: string };
  if (servlet !== 'CRConsAPI') return reply.code(404).type('text/plain;charset=UTF-8').send('Not found\n');
  const organization = slug === undefined ? undefined : await organizationOfUrl(context, slug);
  const allowed = organization ? settingsOf(organization).allowedOrigins : [];
  const origins = allowed.filter((origin) => URL.canParse(origin));
  // A parsed host has no character that XML would have to escape.
  const lines = origins.map((origin) => `  <allow-access-from domain="${new URL(origin).hostname}"/>\n`);
  const policy = `<?xml version="1.0"?>\n<cross-domain-policy>\n${lines.join('')}</cross-domain-policy>\n`;
  return reply.type('text/xml;charset=UTF-8').send(policy);
}
