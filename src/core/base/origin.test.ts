import { expect, test } from 'vitest';
import { isBelow, isOrigin } from './origin.ts';

test.each([
  'https://www.example.org',
  'http://localhost:3000',
  'https://*.example.org',
  'https://*.a.example.org:8443',
])('%s can be listed', (text) => {
  expect(isOrigin(text)).toBe(true);
});

test.each([
  '*',
  'https://*',
  'https://*.org',
  'https://*example.org',
  'https://www.*.example.org',
  'https://*.*.example.org',
  'https://*.example.org/',
  'https://*.example.org:443',
  'https://www.example.org/path',
  'ftp://*.example.org',
  'ftp://www.example.org',
  'https://*.example.org.',
  'https://*.Example.org',
  'null',
  '',
])('%j cannot', (text) => {
  expect(isOrigin(text)).toBe(false);
});

test.each([
  ['https://*.example.org', 'https://www.example.org', true],
  ['https://*.example.org', 'https://a.b.example.org', true],
  ['https://*.example.org:8443', 'https://www.example.org:8443', true],
  ['https://*.example.org', 'https://example.org', false],
  ['https://*.example.org', 'https://notexample.org', false],
  ['https://*.example.org', 'https://www-example.org', false],
  ['https://*.example.org', 'https://wwwxexample.org', false],
  ['https://*.example.org', 'https://www.example.org.evil.example', false],
  ['https://*.example.org', 'https://www.example.org@evil.example', false],
  ['https://*.example.org', 'https://evil.example/.example.org', false],
  ['https://*.example.org', 'https://evil.example?.example.org', false],
  ['https://*.example.org', 'https://.example.org', false],
  ['https://*.example.org', 'https://www.example.org.', false],
  ['https://*.example.org', 'http://www.example.org', false],
  ['https://*.example.org', 'https://www.example.org:8443', false],
  ['https://*.example.org', 'null', false],
  ['https://www.example.org', 'https://a.www.example.org', false],
])('%s, %s: %s', (pattern, origin, expected) => {
  expect(isBelow(pattern, origin)).toBe(expected);
});
