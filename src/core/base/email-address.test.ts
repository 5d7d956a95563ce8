import { expect, test } from 'vitest';
import { isEmailAddress } from './email-address.ts';

test.each([
  'a@example.org',
  ' A.B+tag@Mail.Example.ORG ',
  "o'brien@example.org",
  'a..b@example.org',
  'zoë@example.org',
  'zoe\u0308@example.org',
  'ada@bücher.example',
  '用户@例子.example',
  'dup@example.org\u200b',
  `${'a'.repeat(64)}@example.org`,
])('%j is one', (text) => expect(isEmailAddress(text)).toBe(true));

test.each([
  '',
  'a',
  '@example.org',
  'a@',
  'a@example',
  'a@example..org',
  'a@.example.org',
  'a@example.org.',
  'a@-example.org',
  'a@example-.org',
  '<a@example.org>',
  'mailto:a@example.org',
  'Ada <a@example.org>',
  'a@example.org,b@example.org',
  'a@example.org;b@example.org',
  'a@b@example.org',
  'a b@example.org',
  'a@exam ple.org',
  'a@example.org\nb',
  'a\\b@example.org',
  'a@[127.0.0.1]',
  `${'a'.repeat(65)}@example.org`,
  `a@${'b'.repeat(64)}.org`,
  `a@${'b.'.repeat(126)}org`,
])('%j is none', (text) => expect(isEmailAddress(text)).toBe(false));
