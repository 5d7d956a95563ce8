import { expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';
import { checkTarget } from './send-request.ts';

test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::8a'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test.each([
  ...[
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
  ],
  ...[
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
  ],
  ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', 'not an address', ''],
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  ...[
    'http://example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://127.1/',
  ],
  ...[
    'https://localhost/',
    'https://localhost./',
    'https://db.internal/',
    'https://printer.local/',
    'https://10.0.0.8:8443/x',
  ],
  ...[
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://user:pass@example.com/',
    'nonsense',
    '',
    'https://[::ffff:7f00:1]/',
  ],
])('%s is no target', (url) => {
  expect(() => checkTarget(url, false)).toThrow();
});

test('public https is a target, and anything http(s) where private ones are allowed', () => {
  expect(checkTarget('https://hooks.example.com/x?y=1', false).hostname).toBe('hooks.example.com');
  expect(checkTarget('http://127.0.0.1:9000/', true).port).toBe('9000');
  expect(() => checkTarget('ftp://127.0.0.1/', true)).toThrow();
});
