// Every route of every dialect, from their own route tables, so that a new one is attacked without a line here.
import Fastify from 'fastify';
import { randomSecret, Secret } from '../src/core/access/secret.ts';
import type { DialectContext } from '../src/dialects/dialect.ts';
import { METHODS } from '../src/dialects/luminate/servlets/methods.ts';
import { DIALECTS } from '../src/http/dialects.ts';
import { JSON_TYPE, lglHeaders, ohoHeaders, type Sent } from './send.ts';
import type { Credentials } from './target.ts';

export interface Route {
  readonly dialect: string;
  readonly method: string;
  readonly path: string;
}

/** Of a server that no request ever comes to. */
const NOWHERE = {
  bodyLimit: 1024,
  variables: {},
  secret: new Secret(randomSecret()),
} as Partial<DialectContext> as DialectContext;

export async function allRoutes(): Promise<Route[]> {
  const routes: Route[] = [];
  for (const dialect of DIALECTS) {
    const server = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
    server.addHook('onRoute', ({ method, url }) => {
      for (const name of [method].flat()) routes.push({ dialect: dialect.name, method: name, path: url });
    });
    await server.register((scope) => dialect.register(scope, NOWHERE));
    await server.ready();
    await server.close();
  }
  return routes;
}

export const LUMINATE_METHODS = [...METHODS.keys()];

/** The credentials that go with a route of one of the REST dialects. */
function authorizationFor(dialect: string, credentials: Credentials): Record<string, string> {
  if (dialect === 'native') return { authorization: `Bearer ${credentials.native.access_token}` };
  return dialect === 'lgl' ? lglHeaders(credentials) : ohoHeaders(credentials);
}

/** A call of a Luminate servlet with everything it asks for. */
export function servletCall(credentials: Credentials, servlet: string, fields: Readonly<Record<string, string>>): Sent {
  const { api_key, login_name, login_password, organization } = credentials.luminate;
  const signed: Record<string, string> = servlet === 'SRConsAPI' ? { login_name, login_password } : {};
  const body = new URLSearchParams({ api_key, v: '1.0', response_format: 'json', ...signed, ...fields }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', path: `/${organization}/site/${servlet}`, headers, body };
}

export function jsonCall(
  route: Route,
  { path, body, credentials }: { path: string; body: string; credentials: Credentials },
): Sent {
  const headers = { ...authorizationFor(route.dialect, credentials), ...JSON_TYPE };
  const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(route.method);
  return { method: route.method, path, headers, ...(hasBody ? { body } : {}) };
}
