import { expect, test } from 'vitest';
import { guessMapping } from './guess-mapping.ts';
import { readRow } from './read-row.ts';

const read = (headings: string[], cells: string[], country = 'US') =>
  readRow(cells, { columns: guessMapping(headings, [cells]), dateOrders: new Map(), today: '2026-11-27', country });

test.each([
  [['Name'], ['Priya Ramanson'], { firstName: 'Priya', lastName: 'Ramanson' }],
  [['Name'], ['Ramanson, Priya'], { firstName: 'Priya', lastName: 'Ramanson' }],
  [['Name'], ['Ana Ruiz (1001)'], { firstName: 'Ana', lastName: 'Ruiz' }],
  [['Payroll Name'], ['Ruiz, Ana Maria'], { firstName: 'Ana Maria', lastName: 'Ruiz' }],
  [['First Name', 'Last Name'], ['Zoë', 'Null'], { firstName: 'Zoë', lastName: 'Null' }],
  [['First Name', 'Job Title'], ['Zoë', 'n/a'], { firstName: 'Zoë', jobTitle: null }],
  [['Organization Name', 'First Name'], ['Riverbend', ''], { orgName: 'Riverbend', isOrg: true, firstName: null }],
])('%s of %s', (headings, cells, fields) => {
  expect(read(headings, cells).fields).toEqual(fields);
});

test.each([
  ['2134', 'US', '02134'],
  ['0800', 'US', '0800'],
  ['98101-1234', 'US', '98101-1234'],
  ['98101.0', 'US', '98101'],
  ['800', 'AU', '0800'],
  ['SW1A 1AA', 'GB', 'SW1A 1AA'],
])('the postcode %s in %s', (cell, country, postalCode) => {
  expect(read(['Zip'], [cell], country).addresses).toMatchObject([{ postalCode }]);
});

test('city, state and postcode in one cell', () => {
  const place = (cell: string) => read(['CSZ'], [cell]).addresses[0];
  expect(place('Seattle, WA 98101')).toMatchObject({ city: 'Seattle', state: 'WA', postalCode: '98101' });
  expect(place('New York NY 10001-1234')).toMatchObject({ city: 'New York', state: 'NY', postalCode: '10001-1234' });
  expect(place('Berlin')).toMatchObject({ city: 'Berlin', state: null, postalCode: null });
});

test('several addresses in one cell, and what is none', () => {
  const person = read(['E-mail'], ['Zoë <zoe@mail.example>; mailto:z2@mail.example; broken']);
  expect(person.emails.map(({ value }) => value)).toEqual(['zoe@mail.example', 'z2@mail.example']);
  expect(person.problems).toMatchObject([{ column: 0, code: 'email_format' }]);
});

test('a protected cell is read without its apostrophe, and a target as a heading is taken', () => {
  const person = read(['Phone', 'external_id:payroll', 'custom:how_met'], ["'+61 400 555 019", '007', 'Fair']);
  expect(person.phones).toMatchObject([{ value: '+61 400 555 019' }]);
  expect(person.externalIds).toEqual({ payroll: '007' });
  expect(person.customFields).toEqual({ how_met: 'Fair' });
});

test('a row with more cells than headings is a problem, and says which', () => {
  expect(read(['First Name'], ['Zoë', 'Riverton']).problems).toMatchObject([
    { code: 'more_cells_than_headings', detail: 'Riverton' },
  ]);
});

test.each([
  ['Choir; Board', ['Choir', 'Board']],
  ['Choir;"Friends; old";Board', ['Choir', 'Friends; old', 'Board']],
  ['"He said ""yes""";Board', ['He said "yes"', 'Board']],
  ['5" Club; Board', ['5" Club', 'Board']],
  ['* myContacts ::: Choir', ['Choir']],
  ['"open; end', ['"open', 'end']],
])('groups %s', (cell, groups) => {
  expect(read(['Groups'], [cell]).groups).toEqual(groups);
});
