// The LGL dialect's route table, for tests that walk all of it.
import Fastify from 'fastify';
import { lgl } from '../../src/dialects/lgl/index.ts';
import type { TestKith } from './kith.ts';

export interface Route {
  readonly method: string;
  /** Without `/api/v1`. */
  readonly path: string;
}

export async function lglRoutes({ app }: TestKith): Promise<Route[]> {
  const routes: Route[] = [];
  const server = Fastify();
  server.addHook('onRoute', ({ method, url }) => {
    if (!url.startsWith('/api/v1')) return;
    for (const name of [method].flat()) {
      if (name !== 'HEAD') routes.push({ method: name, path: url.replace(/^\/api\/v1/, '') });
    }
  });
  await server.register((scope) => lgl.register(scope, app));
  await server.ready();
  await server.close();
  return routes;
}
