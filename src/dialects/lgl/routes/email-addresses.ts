import type { FastifyInstance } from 'fastify';
import type { DialectContext } from '../../dialect.ts';
import { emailAddressInput } from '../wire/constituent-body.ts';
import { emailAddress } from '../wire/constituent-parts.ts';
import { standAlone } from '../wire/contact-point.ts';
import { constituentPart } from './constituent-part.ts';

/** docs/contracts/lgl.md §3.5 */
export function emailAddressRoutes(api: FastifyInstance, context: DialectContext): void {
  constituentPart(api, context, {
    part: 'emailAddresses',
    path: 'email_addresses',
    itemType: 'email_address',
    fromWire: emailAddressInput,
    toWire: (row, constituentId) => standAlone(emailAddress(row), constituentId),
  });
}
