// The console: a page and its files, built into console/dist (docs/console.md). Everything it shows comes from the own API.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { randomSecret } from '../core/access/secret.ts';

const DIST = join(import.meta.dirname, '../../console/dist');

/** A year: the names of these files change with what is in them. */
const FOR_EVER = 'public, max-age=31536000, immutable';

const policy = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Kith</title>
<p>The console is not built here. Run <code>npm run build --workspace console</code>, and load this page again.
The APIs work without it.</p>`;

/** Serves the console below /console/, and leads there from the root. */
export async function registerConsole(server: FastifyInstance): Promise<void> {
  server.get('/', async (_request, reply) => reply.redirect('/console/'));
  await server.register(fastifyStatic, {
    ...{ root: join(DIST, 'assets'), prefix: '/console/assets/', index: false, preCompressed: true },
    ...{ cacheControl: false, setHeaders: (reply) => reply.header('cache-control', FOR_EVER) },
  });
  server.get('/console/icon.svg', (_request, reply) => reply.sendFile('icon.svg', DIST));
  // Every other address is a screen, which the page itself finds: a link that somebody copied works.
  for (const path of ['/console', '/console/*']) server.get(path, async (_request, reply) => sendPage(reply));
}

/** Read for each: a console that is built anew is served at once. */
async function sendPage(reply: FastifyReply): Promise<FastifyReply> {
  const html = await readFile(join(DIST, 'index.html'), 'utf8').catch(() => NOT_BUILT);
  const nonce = randomSecret(16);
  return reply
    .headers({
      'content-security-policy': policy(nonce),
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    })
    .type('text/html; charset=utf-8')
    .send(html.replace('%NONCE%', nonce));
}
