import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Failure } from '../../core/base/failure.ts';
import type { Dialect, DialectContext } from '../dialect.ts';
import { organizationOfKey, organizationOfUrl, prepareFirstCredentials, ROLES } from './auth.ts';
import { allowReader, answerPreflight } from './browser/cors.ts';
import { NO_SERVLET, type WireError } from './errors.ts';
import { crossDomainPolicy } from './routes/crossdomain.ts';
import { establishSession } from './routes/EstablishSession.ts';
import { pixelServer } from './routes/PixelServer.ts';
import { userLogin } from './routes/UserLogin.ts';
import type { Http, Servlet } from './servlets/call.ts';
import { dispatch, sendError, wireErrorOf } from './servlets/dispatch.ts';
import { SETTINGS } from './settings.ts';
import type { Page, PageCall } from './steps/page.ts';
import { type MultipartBody, readMultipart } from './wire/multipart.ts';
import { Parameters, parsePairs } from './wire/parameters.ts';
import { settingProblem } from './wire/setting-names.ts';

/** `/site/…`, or `/{organization}/site/…`, where no other dialect owns `organization` (docs/contracts/luminate.md §1.1). */
const OWN_PATH = /^\/(?:[^/]+\/)?site(?:[/;]|$)/;

/** `;jsessionid=…` says where to route a request and nothing else (docs/contracts/luminate.md §1.1). */
const PATH_PARAMETERS = /;[^/]*/g;

const SERVLETS: readonly string[] = ['CRConsAPI', 'SRConsAPI'] satisfies Servlet[];

/** What browsers are sent to, besides the servlets (docs/contracts/luminate.md §1.8). */
const PAGES: ReadonlyMap<string, Page> = new Map([
  ['EstablishSession', establishSession],
  ['UserLogin', userLogin],
  ['PixelServer', pixelServer],
]);

/** Clients that put a base address with a slash and a path with one together ask for `//riverbend/site/…`. */
const singleSlashes = (path: string) => path.replace(/\/{2,}/g, '/');

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export const luminate: Dialect = {
  name: 'luminate',
  segments: ['site'],
  owns: (path) => OWN_PATH.test(singleSlashes(path)),
  rewrite: (path) =>
    singleSlashes(path)
      .replace(PATH_PARAMETERS, '')
      .replace(/(?<=[^/])\/+$/, ''),
  register,
  settings: { ...SETTINGS },
  credentials: { hasKeys: true, roles: ROLES, first: prepareFirstCredentials },
  settingProblem,
  answerError: (error, request, reply) => {
    void sendError(reply, queryOf(request), wireErrorOf(error, request));
  },
  answerNotFound: (request, reply) => {
    void sendError(reply, queryOf(request), NO_SERVLET);
  },
};

async function register(scope: FastifyInstance, context: DialectContext): Promise<void> {
  await scope.register(cookie);
  readBodies(scope);
  scope.setErrorHandler((error, request, reply) =>
    refuse(context, { parameters: queryOf(request), error: wireErrorOf(error, request) }, { request, reply }),
  );
  for (const url of ['/site/:servlet/crossdomain.xml', '/:organization/site/:servlet/crossdomain.xml']) {
    scope.get(url, (request, reply) => crossDomainPolicy(context, request, reply));
  }
  for (const url of ['/site/:servlet', '/:organization/site/:servlet']) {
    scope.route({
      method: VERBS,
      url,
      exposeHeadRoute: false,
      handler: (request, reply) => serve(context, request, reply),
    });
  }
}

/** Form bodies become text for `parametersOf`; any other body is taken and ignored (docs/contracts/luminate.md §1.3). */
function readBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  // No parameter is a file, so the limit of every other body is enough, and it holds before anything is looked at.
  scope.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null, undefined));
}

async function serve(context: DialectContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  // The router takes any first segment for an organization; another dialect's path is answered by its owner.
  const path = request.params as { servlet: string; organization?: string };
  if (path.organization !== undefined && context.reservedSegments.has(path.organization)) return callOwner(reply);
  const servlet = path.servlet as Servlet;
  const page = PAGES.get(servlet);
  const { parameters, problem } = await readParameters(request);
  const named = path.organization === undefined ? undefined : await organizationOfUrl(context, path.organization);
  const isThere = (page || SERVLETS.includes(servlet)) && (named || path.organization === undefined);
  if (!isThere) return refuse(context, { parameters, error: NO_SERVLET }, { request, reply });
  if (problem) return refuse(context, { parameters, error: wireErrorOf(problem, request) }, { request, reply });
  if (request.method === 'OPTIONS' && servlet === 'CRConsAPI')
    return preflight(context, { parameters, named }, { request, reply });
  if (page) return page(context, { parameters, named }, { request, reply });
  return dispatch(context, { servlet, parameters, named }, { request, reply });
}

function callOwner(reply: FastifyReply): FastifyReply {
  reply.callNotFound();
  return reply;
}

/** A question before a request carries its parameters only if they are in the query. */
async function preflight(context: DialectContext, { parameters, named }: PageCall, http: Http): Promise<FastifyReply> {
  const organization = named ?? (await organizationOfKey(context, parameters, named).catch(() => undefined));
  return answerPreflight(context, organization, http);
}

/** Answers what no method gets to see, so that the page that called can read it (docs/contracts/luminate.md §1.6). */
async function refuse(
  context: DialectContext,
  { parameters, error }: { parameters: Parameters; error: WireError },
  http: Http,
): Promise<FastifyReply> {
  const { servlet, organization: slug } = http.request.params as { servlet?: string; organization?: string };
  if (servlet !== 'SRConsAPI') await allowReader(context, { parameters, slug }, http);
  return sendError(http.reply, parameters, error);
}

function queryPairs(request: FastifyRequest) {
  const { url = '' } = request.raw;
  const start = url.indexOf('?');
  return start === -1 ? [] : parsePairs(url.slice(start + 1));
}

function queryOf(request: FastifyRequest): Parameters {
  return new Parameters(queryPairs(request));
}

/** Query and body together; where both have a name the query's value counts (docs/contracts/luminate.md §1.3). */
async function readParameters(request: FastifyRequest): Promise<{ parameters: Parameters; problem?: Failure }> {
  const { pairs, problem } = await readBody(request);
  const parameters = new Parameters([...queryPairs(request), ...pairs]);
  return problem ? { parameters, problem } : { parameters };
}

async function readBody({ body, headers }: FastifyRequest): Promise<MultipartBody> {
  if (typeof body === 'string') return { pairs: parsePairs(body) };
  if (!Buffer.isBuffer(body)) return { pairs: [] };
  const type = headers['content-type'];
  // The vendor's browser library says multipart without a boundary for a form (an option of its own): no boundary, no parts.
  const hasBoundary = /;\s*boundary="?[^\s";]/i.test(type ?? '');
  return hasBoundary ? readMultipart(body, type) : { pairs: parsePairs(body.toString('utf8')) };
}
