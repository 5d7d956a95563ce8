// Little Green Light REST API v1 (wire/lgl.md).
import { Failure } from '../../core/base/failure.ts';
import type { Dialect } from '../dialect.ts';
import { answerError } from './errors.ts';
import { constituentRoutes } from './routes/constituents.ts';
import { parseBody } from './wire/body.ts';

/** Accepted in place of the documented prefix (wire/lgl.md §1.1). */
const SHORT_PREFIX = /^\/v1(?=\/|$)/;

export const lgl: Dialect = {
  name: 'lgl',
  owns: (path) => /^(\/api)?\/v1(\/|$)/.test(path),
  // wire/lgl.md §1.1: every path with and without `.json`, and never a redirect.
  rewrite: (path) => path.replace(SHORT_PREFIX, '/api/v1').replace(/(\.json)?\/*$/, ''),
  register: async (scope, context) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'string' },
      async (request: { headers: Record<string, unknown> }, text: string) =>
        parseBody(text, String(request.headers['content-type'] ?? '')),
    );
    scope.setErrorHandler(answerError);
    await scope.register(
      async (api) => {
        constituentRoutes(api, context);
      },
      { prefix: '/api/v1' },
    );
  },
  answerError,
  answerNotFound: (request, reply) => answerError(new Failure('not-found', 'path'), request, reply),
};
