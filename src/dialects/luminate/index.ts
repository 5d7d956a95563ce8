import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Dialect, DialectContext } from '../dialect.ts';
import { organizationOfKey, organizationOfUrl } from './auth.ts';
import type { Http, Servlet } from './call.ts';
import { answerPreflight } from './cors.ts';
import { dispatch, sendError, wireErrorOf } from './dispatch.ts';
import { crossDomainPolicy } from './routes/crossdomain.ts';
import { establishSession } from './routes/EstablishSession.ts';
import { pixelServer } from './routes/PixelServer.ts';
import { userLogin } from './routes/UserLogin.ts';
import { settingProblem } from './settings.ts';
import type { Page, PageRequest } from './steps/page.ts';
import { multipartPairs } from './wire/multipart.ts';
import { Parameters, parsePairs } from './wire/parameters.ts';

/** `/site/…`, or `/{organization}/site/…`, where the first segment is nobody else's (wire/luminate.md §1.1). */
const OWN_PATH = /^\/(?:(?!(?:api|v1|scan|health)\/)[^/]+\/)?site(?:[/;]|$)/;

/** `;jsessionid=…` says where to route a request and nothing else (wire/luminate.md §1.1). */
const PATH_PARAMETERS = /;[^/]*/g;

const SERVLETS: readonly string[] = ['CRConsAPI', 'SRConsAPI'] satisfies Servlet[];

/** What browsers are sent to, besides the servlets (wire/luminate.md §1.8). */
const PAGES: ReadonlyMap<string, Page> = new Map([
  ['EstablishSession', establishSession],
  ['UserLogin', userLogin],
  ['PixelServer', pixelServer],
]);

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export const luminate: Dialect = {
  name: 'luminate',
  owns: (path) => OWN_PATH.test(path),
  rewrite: (path) => path.replace(PATH_PARAMETERS, '').replace(/(?<=[^/])\/+$/, ''),
  register,
  settingProblem,
  answerError: (error, request, reply) => {
    void sendError(reply, queryOf(request), wireErrorOf(error, request));
  },
  answerNotFound: (_request, reply) => {
    void notFound(reply);
  },
};

async function register(scope: FastifyInstance, context: DialectContext): Promise<void> {
  await scope.register(cookie);
  readBodies(scope);
  scope.setErrorHandler((error, request, reply) => sendError(reply, queryOf(request), wireErrorOf(error, request)));
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

/** Form bodies become text for `parametersOf`; any other body is taken and ignored (wire/luminate.md §1.3). */
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
  if (!OWN_PATH.test(request.url.split('?', 1)[0] ?? '')) return callOwner(reply);
  const path = request.params as { servlet: string; organization?: string };
  const servlet = path.servlet as Servlet;
  const page = PAGES.get(servlet);
  if (!page && !SERVLETS.includes(servlet)) return notFound(reply);
  const named = path.organization === undefined ? undefined : await organizationOfUrl(context, path.organization);
  if (path.organization !== undefined && !named) return notFound(reply);
  const parameters = await parametersOf(request);
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
async function preflight(
  context: DialectContext,
  { parameters, named }: PageRequest,
  http: Http,
): Promise<FastifyReply> {
  const organization = named ?? (await organizationOfKey(context, parameters, named).catch(() => undefined));
  return answerPreflight(context, organization, http);
}

/** What the web server answers where there is no servlet (wire/luminate.md §3). */
function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain;charset=UTF-8').send('Not found\n');
}

function queryPairs(request: FastifyRequest) {
  const { url = '' } = request.raw;
  const start = url.indexOf('?');
  return start === -1 ? [] : parsePairs(url.slice(start + 1));
}

function queryOf(request: FastifyRequest): Parameters {
  return new Parameters(queryPairs(request));
}

/** Query and body together; where both have a name the query's value counts (wire/luminate.md §1.3). */
async function parametersOf(request: FastifyRequest): Promise<Parameters> {
  const query = queryPairs(request);
  const { body, headers } = request;
  if (Buffer.isBuffer(body))
    return new Parameters([...query, ...(await multipartPairs(body, headers['content-type']))]);
  return new Parameters([...query, ...(typeof body === 'string' ? parsePairs(body) : [])]);
}
