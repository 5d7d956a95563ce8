import { isEmailAddress } from '../../base/email-address.ts';
import { invalidField } from '../../base/failure.ts';
import { fold, normalizeEmail } from '../../base/fold.ts';
import {
  type ContactPoint,
  isEmpty,
  POINT_COLUMNS,
  POINT_SHOWN,
  type Point,
  type PointInput,
  pointsSql,
} from '../contact-point.ts';
import { partTable } from '../part.ts';

export interface EmailAddress extends Point {
  readonly address: string;
  readonly notCurrent: boolean;
}

export interface EmailAddressInput extends PointInput {
  readonly address?: string | null;
  readonly notCurrent?: boolean;
}

const TABLE = partTable(
  'email_addresses',
  {
    address: 'text',
    normalized_address: 'text',
    search_address: 'text',
    not_current: 'boolean',
    ...POINT_COLUMNS,
  },
  true,
);

export const EMAIL_ADDRESSES: ContactPoint<EmailAddress, EmailAddressInput> = {
  label: 'E-mail addresses',
  table: TABLE,
  select: pointsSql<EmailAddress>(TABLE, { ...POINT_SHOWN, address: 'column', notCurrent: 'column' }),
  orderedBy: 'id',
  shows: ['types'],
  identifies: true,
  cleaned: { address: 'line', type: 'reference' },
  single: { name: 'email_address', content: 'address' },
  typeKind: 'email_address',
  defaultTypeId: 1,
  alwaysOnePreferred: true,
  defaults: { address: null, notCurrent: false },
  alsoShown: {},
  content: 'address',
  refusal: (fields) => (isEmailAddress(fields.address) ? undefined : invalidField('email', 'email_format')),
  isBlank: (fields) => isEmpty(fields.address),
  toRow: (fields) => ({
    address: fields.address,
    normalized_address: normalizeEmail(fields.address),
    search_address: fold(fields.address),
    not_current: fields.notCurrent,
  }),
};
