import type { FastifyInstance } from 'fastify';
import { getScan } from '../../../core/accreditations/accreditation-queries.ts';
import { submitScan } from '../../../core/accreditations/submit-scan.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import type { Authentication } from '../auth.ts';
import { acknowledgementToWire, scanFromWire, scanToWire } from '../wire/scan.ts';

/** `POST /scan` and its status (docs/contracts/oho.md §3). */
export function registerScans(scope: FastifyInstance, context: DialectContext, { actorOf }: Authentication): void {
  // Exactly 200: a documented client takes any other status for a failure (docs/contracts/oho.md §3.3).
  scope.post('/scan', async (request) => {
    const header = request.headers['idempotency-key'];
    const idempotencyKey = Array.isArray(header) ? header[0] : header;
    const scan = scanFromWire(request.body, { idempotencyKey, now: context.clock.now() });
    return acknowledgementToWire(
      await transaction(context.db, actorOf(request), (tx) => submitScan(tx, actorOf(request), scan)),
    );
  });

  scope.get<{ Params: { correlationId: string } }>('/scan/:correlationId', async (request) =>
    scanToWire(await getScan(context.db, actorOf(request), request.params.correlationId)),
  );
}
