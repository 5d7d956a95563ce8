import type { FastifyInstance } from 'fastify';
import { decodeText } from '../../core/base/decode-text.ts';
import { Failure } from '../../core/base/failure.ts';
import type { Dialect, DialectContext } from '../dialect.ts';
import { createAuthentication } from './auth.ts';
import { answerError } from './errors.ts';
import { limitRequests } from './rate-limit.ts';
import { registerAccreditations } from './routes/accreditations.ts';
import { registerAttachments } from './routes/attachments.ts';
import { registerCapturePage } from './routes/capture-page.ts';
import { registerCompliance } from './routes/compliance.ts';
import { registerConstituents } from './routes/constituents.ts';
import { registerInformationRequests } from './routes/information-requests.ts';
import { registerCallbacks, registerRegistries } from './routes/registries.ts';
import { registerScans } from './routes/scans.ts';
import { registerUsers } from './routes/users.ts';
import { registerWebhooks } from './routes/webhooks.ts';
import { SETTINGS } from './settings.ts';
import { requestsPerMinute, VARIABLES } from './variables.ts';
import { webhookFormat } from './wire/webhook-event.ts';

// Documented clients add /api/scan to a base that ends in /api, and the prose says /api/scan (docs/contracts/oho.md §3.1).
// Never a redirect: it would lose the body.
const SCAN = /^(?:\/api\/api|\/api)?\/scan(?=\/|$)/;

// The long name of the same resource (docs/contracts/oho.md §6.2).
const REQUESTS = /^\/api\/information_capture_requests(?=\/|$)/;

/** The link of an information request. */
const CAPTURE_PAGE = /^\/c\/\d+-[\w-]+\/?$/;

export const oho: Dialect = {
  name: 'oho',
  webhooks: webhookFormat,
  segments: ['api', 'scan', 'c'],
  settings: { ...SETTINGS },
  variables: VARIABLES,
  // The first administrator signs in with the password they were given.
  credentials: {
    hasKeys: false,
    first:
      async ({ email }) =>
      async () => ({ email }),
  },
  owns: (path) => path === '/api' || path.startsWith('/api/') || SCAN.test(path) || CAPTURE_PAGE.test(path),
  rewrite: (path) => path.replace(SCAN, '/api/scan').replace(REQUESTS, '/api/icrs'),
  register: async (scope, context) => {
    await scope.register((api: FastifyInstance) => registerApi(api, context), { prefix: '/api' });
    await scope.register((page: FastifyInstance) => registerCapturePage(page, context), { prefix: '/c' });
  },
  answerError,
  answerNotFound: (request, reply) => answerError(new Failure('not-found', 'path'), request, reply),
};

async function registerApi(api: FastifyInstance, context: DialectContext): Promise<void> {
  const authentication = createAuthentication(context);
  acceptJson(api);
  api.setErrorHandler(answerError);
  await api.register(async (authenticated) => {
    authenticated.addHook('onRequest', authentication.authenticate);
    const limit = requestsPerMinute(context);
    if (limit > 0) authenticated.addHook('onRequest', limitRequests(context, { authentication, limit }));
    registerUsers(authenticated, context, authentication);
    registerConstituents(authenticated, context, authentication);
    registerScans(authenticated, context, authentication);
    registerAccreditations(authenticated, context, authentication);
    registerCompliance(authenticated, context, authentication);
    registerRegistries(authenticated, context, authentication);
    registerWebhooks(authenticated, context, authentication);
    registerInformationRequests(authenticated, context, authentication);
    await authenticated.register((files) => registerAttachments(files, context, authentication));
  });
  await api.register(async (signed) => registerCallbacks(signed, context));
}

/** JSON only. A body of no bytes is no body, whatever its type: the token call sends none (docs/contracts/oho.md §1.1). */
function acceptJson(api: FastifyInstance): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseJson(body as Buffer, request.headers['content-type'] ?? ''));
    } catch (cause) {
      done(cause instanceof Failure ? cause : new Failure('invalid', 'malformed_json', { cause }));
    }
  });
  api.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    done(new Failure('invalid', 'content_type'));
  });
}

function parseJson(bytes: Buffer, contentType: string): unknown {
  return JSON.parse(decodeText(bytes, /;\s*charset="?([\w.:-]+)/i.exec(contentType)?.[1]));
}
