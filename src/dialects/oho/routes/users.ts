import type { FastifyInstance } from 'fastify';
import { mintToken } from '../../../core/access/mint-token.ts';
import { issueToken } from '../../../core/access/token.ts';
import type { DialectContext } from '../../dialect.ts';
import type { Authentication } from '../auth.ts';
import { tokenSigner } from '../variables.ts';
import { tokenToWire, userToWire } from '../wire/user.ts';

/** `GET /users/me` and `POST /users/{id}/token` (docs/contracts/oho.md §1). */
export function registerUsers(scope: FastifyInstance, context: DialectContext, { callerOf }: Authentication): void {
  const tokens = tokenSigner(context);
  scope.get('/users/me', async (request, reply) => {
    const { credentials } = callerOf(request);
    return reply.type('application/json; charset=utf-8').send(userToWire(credentials));
  });

  scope.post<{ Params: { id: string } }>('/users/:id/token', async (request) => {
    const { actor, credentials } = callerOf(request);
    const now = context.clock.now();
    if (request.params.id === String(credentials.user.id)) {
      return tokenToWire(await issueToken(tokens, credentials, now));
    }
    // An id is digits only: another spelling of the same number would be checked as one text and used as another.
    const userId = /^[1-9]\d{0,14}$/.test(request.params.id) ? Number(request.params.id) : Number.NaN;
    return tokenToWire(await mintToken({ ...context, tokens }, { actor, caller: credentials, userId }));
  });
}
