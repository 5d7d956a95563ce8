import type { FastifyInstance } from 'fastify';
import type { DialectContext } from '../../dialect.ts';
import { relationshipInput } from '../wire/constituent-body.ts';
import { relationship } from '../wire/constituent-parts.ts';
import { constituentPart } from './constituent-part.ts';

/** docs/contracts/lgl.md §3.4 */
export function constituentRelationshipRoutes(api: FastifyInstance, context: DialectContext): void {
  constituentPart(api, context, {
    part: 'relationships',
    path: 'constituent_relationships',
    itemType: 'constituent_relationship',
    fromWire: relationshipInput,
    toWire: relationship,
  });
}
