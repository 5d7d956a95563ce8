// Little Green Light REST API v1 (docs/contracts/lgl.md).
import { createKey } from '../../core/access/keys.ts';
import type { Actor } from '../../core/base/actor.ts';
import { Failure } from '../../core/base/failure.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Dialect } from '../dialect.ts';
import { answerError, describe } from './errors.ts';
import { attributeRoutes } from './routes/attributes.ts';
import { categoryRoutes } from './routes/categories.ts';
import { classAffiliationTypeRoutes } from './routes/class-affiliation-types.ts';
import { classAffiliationRoutes } from './routes/class-affiliations.ts';
import { constituentRelationshipRoutes } from './routes/constituent-relationships.ts';
import { constituentRoutes } from './routes/constituents.ts';
import { contactReportRoutes } from './routes/contact-reports.ts';
import { emailAddressRoutes } from './routes/email-addresses.ts';
import { fundraisingRoutes } from './routes/fundraising.ts';
import { giftRoutes } from './routes/gifts.ts';
import { groupMembershipRoutes } from './routes/group-memberships.ts';
import { groupRoutes } from './routes/groups.ts';
import { integrationRoutes, listenerPath } from './routes/integrations.ts';
import { keywordRoutes } from './routes/keywords.ts';
import { listRoutes } from './routes/lists.ts';
import { membershipLevelRoutes } from './routes/membership-levels.ts';
import { membershipRoutes } from './routes/memberships.ts';
import { noteRoutes } from './routes/notes.ts';
import { phoneNumberRoutes } from './routes/phone-numbers.ts';
import { relationshipTypeRoutes } from './routes/relationship-types.ts';
import { solicitationRoutes } from './routes/solicitations.ts';
import { streetAddressRoutes } from './routes/street-addresses.ts';
import { teamMemberRoutes } from './routes/team-members.ts';
import { typeRoutes } from './routes/types.ts';
import { volunteerTimeRoutes } from './routes/volunteer-times.ts';
import { webAddressRoutes } from './routes/web-addresses.ts';
import { VARIABLES } from './variables.ts';
import { parseBody } from './wire/body.ts';
import { POSTED_KEYS, readPosted } from './wire/posted.ts';
import { readCriteria } from './wire/search-query.ts';

async function firstCredentials(tx: Tx, actor: Actor) {
  const { key } = await createKey(tx, actor, { dialect: 'lgl', name: 'First key' });
  return { access_token: key };
}

/** Accepted in place of the documented prefix (docs/contracts/lgl.md §1.1). */
const SHORT_PREFIX = /^\/v1(?=\/|$)/;

// Not tried again from the middle of a run: a path of nothing but slashes would take its length squared.
const SLASHES_AT_END = /(?<!\/)\/+$/;

/** In the order of docs/contracts/lgl.md §3.1. */
const ROUTES = [
  constituentRoutes,
  classAffiliationRoutes,
  classAffiliationTypeRoutes,
  constituentRelationshipRoutes,
  relationshipTypeRoutes,
  streetAddressRoutes,
  phoneNumberRoutes,
  emailAddressRoutes,
  webAddressRoutes,
  categoryRoutes,
  keywordRoutes,
  groupRoutes,
  groupMembershipRoutes,
  membershipRoutes,
  membershipLevelRoutes,
  attributeRoutes,
  noteRoutes,
  contactReportRoutes,
  volunteerTimeRoutes,
  giftRoutes,
  fundraisingRoutes,
  solicitationRoutes,
  typeRoutes,
  teamMemberRoutes,
  listRoutes,
];

export const lgl: Dialect = {
  name: 'lgl',
  variables: VARIABLES,
  segments: ['api', 'v1', 'integrations'],
  credentials: { hasKeys: true, first: async () => firstCredentials },
  owns: (path) => /^(?:(?:\/api)?\/v1|\/integrations)(?:\/|$)/.test(path),
  // docs/contracts/lgl.md §1.1: every path with and without `.json`, and never a redirect.
  rewrite: (path) =>
    path
      .replace(SHORT_PREFIX, '/api/v1')
      .replace(SLASHES_AT_END, '')
      .replace(/\.json$/, ''),
  readSearch: (text, today) => readCriteria({ q: text }, today),
  posts: { path: listenerPath, keys: POSTED_KEYS, read: readPosted, explain: describe },
  register: async (scope, context) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer' },
      async (request: { headers: Record<string, unknown> }, bytes: Buffer) =>
        parseBody(bytes, String(request.headers['content-type'] ?? '')),
    );
    scope.setErrorHandler(answerError);
    await scope.register(
      async (api) => {
        for (const register of ROUTES) register(api, context);
      },
      { prefix: '/api/v1' },
    );
    await scope.register(async (listener) => integrationRoutes(listener, context));
  },
  answerError,
  answerNotFound: (request, reply) => answerError(new Failure('not-found', 'path'), request, reply),
};
