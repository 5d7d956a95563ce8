import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { complianceOf, complianceOfAll } from '../../../core/accreditations/compliance-queries.ts';
import { createRequirement, deleteRequirement, listRequirements } from '../../../core/accreditations/requirements.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import type { Authentication } from '../auth.ts';
import { complianceFromWire, requirementFromWire, requirementToWire, verdictToWire } from '../wire/compliance.ts';
import { idFromWire } from '../wire/fields.ts';
import { jsonArray } from '../wire/json-array.ts';

type ById = { Params: { id: string } };

/** Is somebody compliant: in one call what clients otherwise loop for (docs/wire-oho.md). */
export function registerCompliance(scope: FastifyInstance, context: DialectContext, { actorOf }: Authentication): void {
  const { db, clock } = context;

  scope.get<ById>('/constituents/:id/compliance', async (request) => {
    const id = idFromWire(request.params.id, 'constituent');
    const { withinDays, now } = complianceFromWire(request.query, clock.now());
    return verdictToWire(await complianceOf(db, actorOf(request), { id, withinDays, now }));
  });

  scope.get('/compliance', async (request, reply) => {
    const wanted = complianceFromWire(request.query, clock.now());
    const rows = jsonArray(complianceOfAll(db, actorOf(request), wanted), verdictToWire);
    return reply.type('application/json; charset=utf-8').send(Readable.from(rows));
  });

  scope.get('/requirements', async (request) => (await listRequirements(db, actorOf(request))).map(requirementToWire));

  scope.post('/requirements', async (request, reply) => {
    const input = requirementFromWire(request.body);
    const created = await transaction(db, actorOf(request), (tx) => createRequirement(tx, actorOf(request), input));
    return reply.code(201).send(requirementToWire(created));
  });

  scope.delete<ById>('/requirements/:id', async (request, reply) => {
    const id = idFromWire(request.params.id, 'requirement');
    await transaction(db, actorOf(request), (tx) => deleteRequirement(tx, actorOf(request), id));
    return reply.code(204).send();
  });
}
