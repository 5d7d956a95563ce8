import type { FastifyInstance } from 'fastify';
import type { Membership } from '../../../core/record/parts/memberships.ts';
import type { DialectContext } from '../../dialect.ts';
import { membershipInput } from '../wire/constituent-body.ts';
import { membership } from '../wire/constituent-parts.ts';
import { constituentPart } from './constituent-part.ts';

/** docs/contracts/lgl.md §3.6 */
export function membershipRoutes(api: FastifyInstance, context: DialectContext): void {
  constituentPart(api, context, {
    part: 'memberships',
    path: 'memberships',
    itemType: 'membership',
    fromWire: membershipInput,
    toWire: membership,
    compare: latestFirst,
  });
}

/** A client takes the first for the current one (docs/contracts/lgl.md §2.5). One without a start comes last. */
function latestFirst(a: Membership, b: Membership): number {
  return (b.dateStart ?? '').localeCompare(a.dateStart ?? '') || b.id - a.id;
}
