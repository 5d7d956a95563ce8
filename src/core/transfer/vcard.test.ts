import { expect, test } from 'vitest';
import type { Constituent } from '../constituents/record/constituent.ts';
import { UNSET_FIELDS } from '../record/fields.ts';
import { NO_PARTS } from '../record/parts.ts';
import { vcardOf } from './vcard.ts';

const BLANK = { ...NO_PARTS, ...UNSET_FIELDS, id: 7, updatedAt: '2026-05-01T12:00:00.000Z' } as unknown as Constituent;
const card = (record: object) => vcardOf({ ...BLANK, ...record } as Constituent, 'urn:kith:riverbend:7');
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);

test('a person with all that an address book knows', () => {
  const point = { typeName: 'Home', isPreferred: true, notCurrent: false };
  const text = card({
    ...{ firstName: 'Zoë', lastName: 'Rivera; Lima', suffix: 'Jr', profSuffix: 'PhD', birthDate: '1990-02-28' },
    ...{ gender: 'Female', orgName: 'Nuts, Bolts', jobTitle: 'Cook' },
    emailAddresses: [
      { ...point, address: 'zoe@example.org' },
      { ...point, address: 'old@example.org', notCurrent: true },
    ],
    phoneNumbers: [{ ...point, typeName: 'Mobile', isPreferred: false, number: '+61 400 000 000' }],
    streetAddresses: [
      { ...point, street: '1 River St\nFlat 2', city: 'Perth', state: 'WA', postalCode: '6000', country: 'Australia' },
    ],
    webAddresses: [{ typeName: 'Website', isPreferred: false, url: 'https://zoe.example/a;b' }],
    groups: [
      { groupName: 'Choir, old', isCurrent: true },
      { groupName: 'Left', isCurrent: false },
    ],
  });
  expect(unfolded(text)).toEqual([
    ...['BEGIN:VCARD', 'VERSION:4.0', 'UID:urn:kith:riverbend:7', 'KIND:individual', 'FN:Zoë Rivera; Lima'],
    'N:Rivera\\; Lima;Zoë;;;Jr,PhD',
    ...['ORG:Nuts\\, Bolts', 'TITLE:Cook', 'GENDER:F', 'BDAY:19900228'],
    'EMAIL;TYPE=home;PREF=1:zoe@example.org',
    'TEL;VALUE=text;TYPE=cell:+61 400 000 000',
    'ADR;TYPE=home;PREF=1:;;1 River St\\nFlat 2;Perth;WA;6000;Australia',
    ...['URL:https://zoe.example/a;b', 'CATEGORIES:Choir\\, old', 'REV:20260501T120000Z', 'END:VCARD'],
  ]);
});

test('an organization has no name of a person, and whoever has no name at all has an id', () => {
  expect(unfolded(card({ isOrg: true, orgName: 'Rotary' }))).toEqual(
    expect.arrayContaining(['KIND:org', 'FN:Rotary', 'ORG:Rotary']),
  );
  expect(card({ isOrg: true, orgName: 'Rotary' })).not.toMatch(/^N:/m);
  expect(unfolded(card({}))).toContain('FN:7');
});

test('no value begins another property, and no line is longer than 75 bytes', () => {
  const evil = 'Zoë\r\nEMAIL:evil@example.org\rX:1\nY:2 '.repeat(9);
  const text = card({ firstName: evil, webAddresses: [{ typeName: null, isPreferred: false, url: evil }] });
  expect(text).not.toMatch(/^(EMAIL|X|Y):/m);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  const escaped = evil.replace(/\r\n|\r|\n/g, '\\n');
  expect(unfolded(text)).toContain(`FN:${escaped}`);
});
