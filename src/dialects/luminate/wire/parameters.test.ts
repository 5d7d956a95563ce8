import { expect, test } from 'vitest';
import { parsePairs } from './parameters.ts';

test.each([
  // A literal space or letter beyond ASCII says nothing about the other parameters, nor about its own.
  ['name.first=Mary+Ann&name.last=O Brien', { 'name.first': 'Mary Ann', 'name.last': 'O Brien' }],
  ['name.first=Zoë&user_password=My+pass+1', { 'name.first': 'Zoë', user_password: 'My pass 1' }],
  ['name.first=Zoë+Ann', { 'name.first': 'Zoë Ann' }],
  ['name%2Efirst=Mary+Ann&x=é', { 'name.first': 'Mary Ann', x: 'é' }],
  // Nor does a literal `@` in what is no e-mail address.
  ['user_password=My+p@ss+1', { user_password: 'My p@ss 1' }],
  ['interaction_body=ask+robin@example.org', { interaction_body: 'ask robin@example.org' }],
  ['custom_string1=a+b@example.org', { custom_string1: 'a b@example.org' }],
  // In an e-mail address `+` is itself, unless the rest of it is encoded.
  ['primary_email=robin+tag@example.org', { primary_email: 'robin+tag@example.org' }],
  ['email=robin+tag@example.org&name.first=Mary+Ann', { email: 'robin+tag@example.org', 'name.first': 'Mary Ann' }],
  ['email.primary_address=a+b@example.org', { 'email.primary_address': 'a+b@example.org' }],
  ['email_primary_address=a+b@example.org', { email_primary_address: 'a+b@example.org' }],
  ['email-secondary_address=a+b@example.org', { 'email-secondary_address': 'a+b@example.org' }],
  ['primary_email=robin%2Btag%40example.org', { primary_email: 'robin+tag@example.org' }],
  ['primary_email=robin%2Btag@example.org', { primary_email: 'robin+tag@example.org' }],
  ['primary_email=robin+tag%40example.org', { primary_email: 'robin tag@example.org' }],
  ['primary_email=+robin+tag@example.org++', { primary_email: 'robin+tag@example.org' }],
  // A body that is not encoded at all.
  ['employer=Smith & Sons&first_name=Zoë', { employer: 'Smith & Sons', first_name: 'Zoë' }],
  ['first_name=100%&x=%zz', { first_name: '100%', x: '%zz' }],
])('%s', (text, expected) => {
  expect(Object.fromEntries(parsePairs(text))).toEqual(expected);
});
