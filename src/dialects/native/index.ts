// Kith's own API (docs/api.md).
import fastifyCookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createKey } from '../../core/access/keys.ts';
import type { Actor } from '../../core/base/actor.ts';
import { decodeText } from '../../core/base/decode-text.ts';
import { Failure } from '../../core/base/failure.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Dialect, DialectContext } from '../dialect.ts';
import { allowScope, authenticate, DIALECT, hasKey, hasSession, KEY_PREFIX, requireOwnOrigin, SCOPES } from './auth.ts';
import { answerError } from './errors.ts';
import { ACCESS } from './routes/access.ts';
import { ACCOUNT } from './routes/account.ts';
import { ACTIVITIES } from './routes/activities.ts';
import { AUDIT } from './routes/audit.ts';
import { BULK } from './routes/bulk.ts';
import { CHANGES } from './routes/changes.ts';
import { CONSTITUENTS } from './routes/constituents.ts';
import { EXPORTS } from './routes/exports.ts';
import { FEED } from './routes/feed.ts';
import { IMPORTS } from './routes/imports.ts';
import { MATCHING } from './routes/matching.ts';
import { MERGES } from './routes/merges.ts';
import { onceForEachKey } from './routes/once-for-each-key.ts';
import { PERSONAL_DATA } from './routes/personal-data.ts';
import { SESSION } from './routes/session.ts';
import { STAFF } from './routes/staff.ts';
import { VOCABULARY } from './routes/vocabulary.ts';
import { openApi } from './wire/openapi.ts';
import { type Operation, readCall } from './wire/operation.ts';
import { REFERENCE_POLICY, referencePage } from './wire/reference.ts';
import { leaveUnread } from './wire/upload.ts';

/** Every operation, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [
  ...CONSTITUENTS,
  ...BULK,
  ...PERSONAL_DATA,
  ...CHANGES,
  ...FEED,
  ...AUDIT,
  ...EXPORTS,
  ...IMPORTS,
  ...MATCHING,
  ...MERGES,
  ...ACTIVITIES,
  ...VOCABULARY,
  ...ACCESS,
  ...STAFF,
  ...SESSION,
  ...ACCOUNT,
];

/** Paths that Little Green Light does not have, and that are answered without a key. */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/v1/openapi.json',
  '/v1/docs',
  ...OPERATIONS.filter(({ open }) => open).map(({ path }) => `/v1${path}`),
]);

async function firstCredentials(tx: Tx, actor: Actor) {
  const wanted = { dialect: DIALECT, name: 'First key', prefix: KEY_PREFIX, scopes: ['admin'] };
  return { access_token: (await createKey(tx, actor, wanted)).key };
}

export const native: Dialect = {
  name: DIALECT,
  segments: ['v1'],
  credentials: { hasKeys: true, keyPrefix: KEY_PREFIX, scopes: SCOPES, first: async () => firstCredentials },
  // Below /v1 Little Green Light's short paths are as well (docs/decisions/0032): the key, or the cookie, tells the two apart.
  owns: (path, headers) =>
    OPEN_PATHS.has(path) || (/^\/v1(\/|$)/.test(path) && (hasKey(headers.authorization) || hasSession(headers))),
  register,
  answerError,
  answerNotFound: (request, reply) => answerError(new Failure('not-found', 'path'), request, reply),
};

async function register(scope: FastifyInstance, context: DialectContext): Promise<void> {
  await scope.register(fastifyCookie);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    async (_request: unknown, bytes: Buffer) => parseJson(bytes),
  );
  scope.setErrorHandler(answerError);
  scope.get('/v1/openapi.json', async () => openApi(OPERATIONS));
  scope.get('/v1/docs', async (_request, reply) =>
    reply
      .header('content-security-policy', REFERENCE_POLICY)
      .type('text/html; charset=utf-8')
      .send(referencePage(openApi(OPERATIONS))),
  );
  const stopping = new AbortController();
  scope.addHook('preClose', async () => stopping.abort());
  const surroundings = { context, stopping: stopping.signal };
  for (const operation of OPERATIONS.filter(({ upload }) => !upload)) mount(scope, surroundings, operation);
  await scope.register(async (uploads) => {
    leaveUnread(uploads);
    for (const operation of OPERATIONS.filter(({ upload }) => upload)) mount(uploads, surroundings, operation);
  });
}

function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const text = decodeText(bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('invalid', 'malformed_json', { cause });
  }
}

/** Ends when the connection does. */
function goneFrom(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

interface Surroundings {
  readonly context: DialectContext;
  /** Ends when the server stops. */
  readonly stopping: AbortSignal;
}

/** Who calls; undefined for a stranger, whom open operations admit. */
async function admit(context: DialectContext, request: FastifyRequest, { open, scope }: Operation) {
  if (open) {
    if (request.headers.origin !== undefined) requireOwnOrigin(context, request);
    return undefined;
  }
  const actor = await authenticate(context, request);
  allowScope(actor, scope);
  return actor;
}

function mount(api: FastifyInstance, { context, stopping }: Surroundings, operation: Operation): void {
  const { method, path, status, result, fileTypes } = operation;
  api.route({
    method,
    url: `/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    handler: async (request, reply) => {
      const caller = await admit(context, request, operation);
      const stop = AbortSignal.any([stopping, goneFrom(reply)]);
      const answered = await onceForEachKey({ context, request, reply, operation, caller }, async (actor) => {
        const call = { context, actor, request, reply, stop, ...readCall(operation, request) };
        const body = await operation.run(call);
        return result || fileTypes ? { status: status ?? 200, body } : { status: 204, body: undefined };
      });
      return reply.code(answered.status).send(answered.body);
    },
  });
}
