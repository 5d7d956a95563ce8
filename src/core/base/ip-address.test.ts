import { expect, test } from 'vitest';
import { addressesIn, addressGroup, isAddressBlock } from './ip-address.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['unknown', 'unknown'],
])('%s counts as %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});

test.each(['192.0.2.1', '192.0.2.0/24', '0.0.0.0/0', '2001:db8::1', '2001:db8::/32', '::/0'])(
  '%s is a block',
  (text) => {
    expect(isAddressBlock(text)).toBe(true);
  },
);

test.each([
  '',
  '203.0.113.9/',
  '203.0.113.9/33',
  '203.0.113.9/-1',
  '203.0.113.9/1e1',
  '203.0.113.9/24/8',
  '203.0.113',
  '203.0.113.9/ 8',
  '203.0.113.9/08',
  '2001:db8::/032',
  '::ffff:203.0.113.9',
  '::ffff:203.0.113.0/120',
  '::FFFF:cb00:7109',
  'fe80::%eth0/64',
  'host.example',
  '2001:db8::/129',
  'fe80::1%eth0',
  '/',
  '/8',
])('"%s" is none, and lists nobody', (text) => {
  expect(isAddressBlock(text)).toBe(false);
  expect(addressesIn([text])('203.0.113.9')).toBe(false);
  expect(addressesIn([text])('2001:db8::1')).toBe(false);
});

test('a listed address of version 6 is its /64, of version 4 itself', () => {
  const isListed = addressesIn(['2001:db8:1:2::5', '192.0.2.1']);
  expect(isListed('2001:db8:1:2:ffff::1')).toBe(true);
  expect(isListed('2001:db8:1:3::5')).toBe(false);
  expect(isListed('::ffff:192.0.2.1')).toBe(true);
  expect(isListed('192.0.2.2')).toBe(false);
});

test.each(['::1', '::/64', '::/96', '::2'])('%s lists nobody of version 4, however they are written', (block) => {
  const isListed = addressesIn([block]);
  for (const caller of ['1.2.3.4', '::ffff:1.2.3.4', '::ffff:102:304', '0:0:0:0:0:ffff:1.2.3.4', '2001:db8::1']) {
    expect(isListed(caller), caller).toBe(false);
  }
  expect(addressesIn(['1.2.3.0/24'])('::ffff:102:304')).toBe(true);
});
