// Addresses of callers. In version 6 one subscriber has a whole /64, so that is what counts as one address.
import { BlockList, isIP } from 'node:net';

type Family = 'ipv4' | 'ipv6';

const SIZE: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/** Bits of a version 6 address that say who it is; the rest is the subscriber's to choose. */
const SUBSCRIBER_BITS = 64;

/** An IPv4 caller of an IPv6 socket comes as `::ffff:192.0.2.1`. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

function familyOf(address: string): Family | undefined {
  return ({ 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address) as 4 | 6];
}

/** What limits count as one address: `192.0.2.1`, or `2001:db8:1:2::/64`. What is no address is returned as it is. */
export function addressGroup(address: string): string {
  const caller = plain(address);
  if (isIP(caller) !== 6) return caller;
  const [head = '', tail] = caller.toLowerCase().split('::');
  const start = head === '' ? [] : head.split(':');
  const end = tail ? tail.split(':') : [];
  // A dotted end, `64:ff9b::192.0.2.1`, stands for two groups.
  const written = start.length + end.length + (caller.includes('.') ? 1 : 0);
  const groups = tail === undefined ? start : [...start, ...Array<string>(8 - written).fill('0'), ...end];
  const network = groups.slice(0, SUBSCRIBER_BITS / 16).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/${SUBSCRIBER_BITS}`;
}

interface Block {
  readonly network: string;
  readonly bits: number;
  readonly family: Family;
}

/** `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; an IPv6 address alone means its /64. Undefined for anything else. */
function readBlock(text: string): Block | undefined {
  const [network = '', prefix, ...more] = text.split('/');
  const family = familyOf(network);
  if (!family || network.includes('%') || more.length > 0) return undefined;
  if (prefix === undefined) return { network, family, bits: family === 'ipv4' ? SIZE.ipv4 : SUBSCRIBER_BITS };
  // An empty prefix must not be read as 0, which is everybody.
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.POSITIVE_INFINITY;
  return bits <= SIZE[family] ? { network, family, bits } : undefined;
}

/** Whether a text is an address, or a block with its prefix written out. */
export function isAddressBlock(text: string): boolean {
  return readBlock(text) !== undefined;
}

/** A test whether an address lies in one of the blocks. What is neither an address nor a block lists nothing. */
export function addressesIn(blocks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of blocks) {
    const block = readBlock(text.trim());
    if (block) list.addSubnet(block.network, block.bits, block.family);
  }
  return (address) => {
    const caller = plain(address);
    const family = familyOf(caller);
    return family !== undefined && list.check(caller, family);
  };
}
