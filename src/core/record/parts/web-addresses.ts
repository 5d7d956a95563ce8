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

export interface WebAddress extends Point {
  readonly url: string;
}

export interface WebAddressInput extends PointInput {
  readonly url?: string | null;
}

const TABLE = partTable('web_addresses', { url: 'text', ...POINT_COLUMNS }, true);

export const WEB_ADDRESSES: ContactPoint<WebAddress, WebAddressInput> = {
  label: 'Web addresses',
  table: TABLE,
  select: pointsSql<WebAddress>(TABLE, { ...POINT_SHOWN, url: 'column' }),
  orderedBy: 'id',
  shows: ['types'],
  identifies: false,
  cleaned: { url: 'line', type: 'reference' },
  single: { name: 'web_address', content: 'url' },
  typeKind: 'web_address',
  defaultTypeId: 5,
  alwaysOnePreferred: false,
  defaults: { url: null },
  alsoShown: {},
  content: 'url',
  isBlank: (fields) => isEmpty(fields.url),
  toRow: (fields) => ({ url: fields.url }),
};
