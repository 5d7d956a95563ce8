import type { FastifyInstance } from 'fastify';
import type { DialectContext } from '../../dialect.ts';
import { webAddressInput } from '../wire/constituent-body.ts';
import { webAddress } from '../wire/constituent-parts.ts';
import { standAlone } from '../wire/contact-point.ts';
import { constituentPart } from './constituent-part.ts';

/** docs/contracts/lgl.md §3.5 */
export function webAddressRoutes(api: FastifyInstance, context: DialectContext): void {
  constituentPart(api, context, {
    part: 'webAddresses',
    path: 'web_addresses',
    itemType: 'web_address',
    fromWire: webAddressInput,
    toWire: (row, constituentId) => standAlone(webAddress(row), constituentId),
  });
}
