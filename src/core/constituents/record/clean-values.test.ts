import { describe, expect, test } from 'vitest';
import { cleanEmail, cleanName, cleanPhone, cleanPostalCode, cleanState, cleanStreet } from './clean-values.ts';

describe('cleanName', () => {
  test.each([
    ['  robin   example ', 'Robin Example'],
    ["O'NEILL-SMITH", "O'Neill-Smith"],
    ['ÅNGSTRÖM', 'Ångström'],
    ['mcrae', 'McRae'],
    ["smith's", "Smith's"],
    ['van der Berg', 'van der Berg'],
    ['DeVito', 'DeVito'],
    ['', ''],
  ])('%s → %s', (given, clean) => expect(cleanName(given)).toBe(clean));
});

test('cleanEmail', () => expect(cleanEmail(' Robin@Example.ORG ')).toBe('robin@example.org'));

describe('cleanPhone', () => {
  test.each([
    ['5125550101', 'US', '(512) 555-0101'],
    ['+1 512.555.0101', 'US', '(512) 555-0101'],
    ['+442079460018', 'US', '+44 20 7946 0018'],
    ['ask   Jo', 'US', 'ask Jo'],
  ])('%s in %s → %s', (given, country, clean) => expect(cleanPhone(given, country)).toBe(clean));
});

describe('addresses', () => {
  test.each([
    ['1 sample street', 'US', '1 Sample St'],
    ['12 Long   Avenue.', 'US', '12 Long Ave'],
    ['Street', 'US', 'Street'],
    ['1 SAMPLE STREET', 'GB', '1 Sample Street'],
  ])('street %s in %s → %s', (given, country, clean) => expect(cleanStreet(given, country)).toBe(clean));

  test('state and code', () => {
    expect(cleanState('tx')).toBe('TX');
    expect(cleanState('texas')).toBe('Texas');
    expect(cleanPostalCode('787011234', 'US')).toBe('78701-1234');
    expect(cleanPostalCode('sw1a 1aa', 'GB')).toBe('SW1A 1AA');
  });
});
