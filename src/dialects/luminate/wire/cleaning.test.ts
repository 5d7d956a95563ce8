import { expect, test } from 'vitest';
import type { Organization } from '../../../core/base/actor.ts';
import { cleaned } from './cleaning.ts';
import { FIELDS } from './fields.ts';

const clean = (name: string, text: string, country = 'US') => {
  const field = FIELDS.find((candidate) => candidate.name === name);
  const storedSettings = { cleaning: { names: true, email: true, phones: true, addresses: true } };
  return field && cleaned(field, text, { storedSettings, country } as unknown as Organization);
};

test.each([
  ['name.first', 'mARY', 'Mary'],
  ['name.first', 'mARY aNN', 'Mary Ann'],
  ['name.last', "o'nEILL", "O'Neill"],
  ['name.last', 'zOË', 'Zoë'],
  ['name.last', 'MacDonald', 'MacDonald'],
  ['name.last', 'van Gogh', 'van Gogh'],
  ['name.last', 'deVries', 'deVries'],
  ['primary_address.city', 'aUSTIN', 'Austin'],
  ['primary_address.state', 'texas', 'TX'],
  ['primary_address.state', 'NEW  YORK', 'NY'],
  ['primary_address.state', 'District of Columbia', 'DC'],
  ['primary_address.state', 'tx', 'TX'],
  ['primary_address.state', 'Texarkana', 'Texarkana'],
])('%s %j → %j', (name, text, expected) => {
  expect(clean(name, text)).toBe(expected);
});

test.each([
  ['ontario', 'CA', 'ON'],
  ['new south wales', 'AU', 'NSW'],
  ['Western Australia', 'AU', 'WA'],
  ['texas', 'AU', 'Texas'],
])('%s in %s is %s', (state, country, expected) => {
  expect(clean('primary_address.state', state, country)).toBe(expected);
});
