import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import {
  getAccreditation,
  historyOf,
  streamAccreditations,
} from '../../../core/accreditations/accreditation-queries.ts';
import { CATALOGUE } from '../../../core/accreditations/catalogue.ts';
import { recordOutcome } from '../../../core/accreditations/record-outcome.ts';
import { setMonitored } from '../../../core/accreditations/set-monitored.ts';
import { verifyAccreditation } from '../../../core/accreditations/verify-accreditation.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import type { Authentication } from '../auth.ts';
import {
  accreditationFilterFromWire,
  accreditationToWire,
  monitoringFromWire,
  outcomeFromWire,
  verificationToWire,
} from '../wire/accreditation.ts';
import { checkTypeToWire } from '../wire/check-type.ts';
import { idFromWire } from '../wire/fields.ts';
import { jsonArray } from '../wire/json-array.ts';
import { acknowledgementToWire } from '../wire/scan.ts';

type ById = { Params: { id: string } };

/** Reading, re-verifying and deciding checks (docs/contracts/oho.md §4). */
export function registerAccreditations(
  scope: FastifyInstance,
  context: DialectContext,
  { actorOf }: Authentication,
): void {
  const { db, clock } = context;

  scope.get('/validation_types', async () => CATALOGUE.map(checkTypeToWire));

  scope.get('/accreditations', async (request, reply) => {
    const filter = accreditationFilterFromWire(request.query);
    const rows = jsonArray(streamAccreditations(db, actorOf(request), filter), accreditationToWire);
    return reply.type('application/json; charset=utf-8').send(Readable.from(rows));
  });

  scope.get<ById>('/accreditations/:id', async (request) => {
    const id = idFromWire(request.params.id, 'accreditation');
    return accreditationToWire(await getAccreditation(db, actorOf(request), id));
  });

  scope.get<ById>('/accreditations/:id/history', async (request) => {
    const id = idFromWire(request.params.id, 'accreditation');
    return (await historyOf(db, actorOf(request), id)).map(verificationToWire);
  });

  scope.post<ById>('/accreditations/:id/verify', async (request) => {
    const id = idFromWire(request.params.id, 'accreditation');
    const wanted = { id, reason: 'reverified' as const, now: clock.now() };
    return acknowledgementToWire(
      await transaction(db, actorOf(request), (tx) => verifyAccreditation(tx, actorOf(request), wanted)),
    );
  });

  scope.post<ById>('/accreditations/:id/outcome', async (request) => {
    const accreditationId = idFromWire(request.params.id, 'accreditation');
    const outcome = { accreditationId, ...outcomeFromWire(request.body), registry: 'manual', now: clock.now() };
    return accreditationToWire(
      await transaction(db, actorOf(request), (tx) => recordOutcome(tx, actorOf(request), outcome)),
    );
  });

  scope.patch<ById>('/accreditations/:id', async (request) => {
    const id = idFromWire(request.params.id, 'accreditation');
    const change = { id, monitored: monitoringFromWire(request.body), now: clock.now() };
    return accreditationToWire(
      await transaction(db, actorOf(request), (tx) => setMonitored(tx, actorOf(request), change)),
    );
  });
}
