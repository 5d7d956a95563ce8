import type { FastifyInstance } from 'fastify';
import type { DialectContext } from '../../dialect.ts';
import { phoneNumberInput } from '../wire/constituent-body.ts';
import { phoneNumber } from '../wire/constituent-parts.ts';
import { standAlone } from '../wire/contact-point.ts';
import { constituentPart } from './constituent-part.ts';

/** docs/contracts/lgl.md §3.5 */
export function phoneNumberRoutes(api: FastifyInstance, context: DialectContext): void {
  constituentPart(api, context, {
    part: 'phoneNumbers',
    path: 'phone_numbers',
    itemType: 'phone_number',
    fromWire: phoneNumberInput,
    toWire: (row, constituentId) => standAlone(phoneNumber(row), constituentId),
  });
}
