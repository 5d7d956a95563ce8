import { fold } from '../../base/fold.ts';
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

export interface StreetAddress extends Point {
  /** Lines separated by a line feed. */
  readonly street: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly county: string | null;
  readonly country: string | null;
  readonly notCurrent: boolean;
  /** MM-DD */
  readonly seasonalFrom: string | null;
  readonly seasonalTo: string | null;
  readonly seasonal: boolean | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly verified: boolean;
  readonly verifiedOn: string | null;
}

export interface StreetAddressInput extends PointInput {
  readonly street?: string | null;
  readonly city?: string | null;
  readonly state?: string | null;
  readonly postalCode?: string | null;
  readonly county?: string | null;
  readonly country?: string | null;
  readonly notCurrent?: boolean;
  readonly seasonalFrom?: string | null;
  readonly seasonalTo?: string | null;
  readonly seasonal?: boolean | null;
}

const TABLE = partTable(
  'street_addresses',
  {
    street: 'text',
    city: 'text',
    state: 'text',
    postal_code: 'text',
    county: 'text',
    country: 'text',
    seasonal_from: 'text',
    seasonal_to: 'text',
    search_street: 'text',
    search_city: 'text',
    search_state: 'text',
    search_postal_code: 'text',
    search_country: 'text',
    not_current: 'boolean',
    seasonal: 'boolean',
    lat: 'not written',
    lng: 'not written',
    verified: 'not written',
    verified_on: 'not written',
    ...POINT_COLUMNS,
  },
  true,
);

export const STREET_ADDRESSES: ContactPoint<StreetAddress, StreetAddressInput> = {
  label: 'Street addresses',
  table: TABLE,
  select: pointsSql<StreetAddress>(TABLE, {
    ...POINT_SHOWN,
    street: 'column',
    city: 'column',
    state: 'column',
    postalCode: 'column',
    county: 'column',
    country: 'column',
    notCurrent: 'column',
    seasonalFrom: 'column',
    seasonalTo: 'column',
    seasonal: 'column',
    lat: 'column',
    lng: 'column',
    verified: 'column',
    verifiedOn: 'column',
  }),
  orderedBy: 'id',
  shows: ['types'],
  identifies: true,
  cleaned: {
    street: 'lines',
    city: 'line',
    state: 'line',
    postalCode: 'line',
    county: 'line',
    country: 'line',
    seasonalFrom: 'as given',
    seasonalTo: 'as given',
    type: 'reference',
  },
  single: { name: 'street_address', content: 'street' },
  typeKind: 'street_address',
  defaultTypeId: 1,
  alwaysOnePreferred: true,
  defaults: {
    street: null,
    city: null,
    state: null,
    postalCode: null,
    county: null,
    country: null,
    notCurrent: false,
    seasonalFrom: '01-01',
    seasonalTo: '12-31',
    seasonal: null,
  },
  alsoShown: { lat: null, lng: null, verified: false, verifiedOn: null },
  content: 'street',
  isBlank: ({ street, city, state, postalCode, county, country }) =>
    [street, city, state, postalCode, county, country].every(isEmpty),
  toRow: (fields) => ({
    street: fields.street,
    city: fields.city,
    state: fields.state,
    postal_code: fields.postalCode,
    county: fields.county,
    country: fields.country,
    seasonal_from: fields.seasonalFrom,
    seasonal_to: fields.seasonalTo,
    seasonal: fields.seasonal,
    not_current: fields.notCurrent,
    search_street: fold(fields.street ?? ''),
    search_city: fold(fields.city ?? ''),
    search_state: fold(fields.state ?? ''),
    search_postal_code: fold(fields.postalCode ?? ''),
    search_country: fold(fields.country ?? ''),
  }),
};
