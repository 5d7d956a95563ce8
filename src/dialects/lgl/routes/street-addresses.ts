import type { FastifyInstance } from 'fastify';
import type { DialectContext } from '../../dialect.ts';
import { streetAddressInput } from '../wire/constituent-body.ts';
import { streetAddress } from '../wire/constituent-parts.ts';
import { standAlone } from '../wire/contact-point.ts';
import { constituentPart } from './constituent-part.ts';

/** docs/contracts/lgl.md §3.5 */
export function streetAddressRoutes(api: FastifyInstance, context: DialectContext): void {
  constituentPart(api, context, {
    part: 'streetAddresses',
    path: 'street_addresses',
    itemType: 'street_address',
    fromWire: streetAddressInput,
    toWire: (row, constituentId) => standAlone(streetAddress(row), constituentId),
  });
}
