import type { FastifyInstance } from 'fastify';
import type { DialectContext } from '../../dialect.ts';
import { classAffiliationInput } from '../wire/constituent-body.ts';
import { classAffiliation } from '../wire/constituent-parts.ts';
import { constituentPart } from './constituent-part.ts';

/** docs/contracts/lgl.md §3.3 */
export function classAffiliationRoutes(api: FastifyInstance, context: DialectContext): void {
  constituentPart(api, context, {
    part: 'classAffiliations',
    path: 'class_affiliations',
    itemType: 'class_affiliation',
    fromWire: classAffiliationInput,
    toWire: classAffiliation,
  });
}
