import type { StreetAddressInput } from '../../core/record/parts/street-addresses.ts';
import type { PartInputs } from '../../core/record/parts.ts';
import type { Draw } from './affiliations.ts';

interface Owner {
  readonly index: number;
  readonly email: string;
  readonly isOrg: boolean;
}

/** The ways to reach one of the demo's people: mostly plain, some with several, old or seasonal ones. */
export function contactsOf(draw: Draw, { index, email, isOrg }: Owner): PartInputs {
  const type = { name: isOrg ? 'Work' : 'Home' };
  const old = { address: `old.${index}@example.net`, type: { name: 'Other' }, notCurrent: true };
  return {
    emailAddresses: { items: [{ address: email, type, isPreferred: true }, ...(index % 9 === 0 ? [old] : [])] },
    phoneNumbers: { items: phones(index, isOrg) },
    streetAddresses: { items: addresses(draw, index, isOrg) },
    ...(index % 12 === 0 && !isOrg
      ? { webAddresses: { items: [{ url: `https://example.org/~member${index}` }] } }
      : {}),
  };
}

/** Numbers from the ranges that are kept for fiction. */
function phones(index: number, isOrg: boolean) {
  const last = String(100 + (index % 100)).padStart(4, '0');
  const home = { number: `(312) 555-${last}`, type: { name: isOrg ? 'Work' : 'Home' } };
  const mobile = { number: `312.555.${last}`, type: { name: 'Mobile' }, isPreferred: index % 2 === 0 };
  const abroad = { number: `+61 491 570 ${String(156 + (index % 3)).padStart(3, '0')}`, type: { name: 'Other' } };
  if (isOrg) return [home, { number: `312-555-${last} ext. 4`, type: { name: 'Fax' }, notCurrent: true }];
  if (index % 7 === 3) return [];
  return [home, ...(index % 3 === 0 ? [mobile] : []), ...(index % 20 === 0 ? [abroad] : [])];
}

function addresses({ faker }: Draw, index: number, isOrg: boolean): StreetAddressInput[] {
  if (index % 10 === 7) return [];
  const main: StreetAddressInput = {
    street:
      index % 5 === 0
        ? `${faker.location.streetAddress()}\n${faker.location.secondaryAddress()}`
        : faker.location.streetAddress(),
    city: faker.location.city(),
    state: faker.location.state({ abbreviated: true }),
    postalCode: faker.location.zipCode(index % 4 === 0 ? '#####-####' : '#####'),
    county: faker.location.county(),
    country: 'United States',
    type: { name: isOrg ? 'Work' : 'Home' },
    isPreferred: true,
  };
  const winter: StreetAddressInput = {
    street: `${1 + index} Calle del Mar`,
    city: 'San Agustín',
    state: 'FL',
    postalCode: '32084',
    country: 'United States',
    type: { name: 'Other' },
    seasonal: true,
    seasonalFrom: '11-01',
    seasonalTo: '03-31',
  };
  const former: StreetAddressInput = {
    street: 'Rue de l’Église 4',
    city: 'Montréal',
    state: 'QC',
    postalCode: 'H2Y 1C6',
    country: 'Canada',
    notCurrent: true,
  };
  return [main, ...(index % 11 === 0 ? [winter] : []), ...(index % 14 === 0 ? [former] : [])];
}
