// Addresses of callers. In version 6 one subscriber has a whole /64, so that is what counts as one address.
import { BlockList, isIP } from 'node:net';

type Family = 'ipv4' | 'ipv6';

const SIZE: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/** Bits of a version 6 address that say who it is; the rest is the subscriber's to choose. */
const SUBSCRIBER_BITS = 64;

const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6');

/** Whether an address of version 6 stands for one of version 4, such as `::ffff:192.0.2.1` or `::ffff:c000:201`. */
function isMapped(address: string): boolean {
  return isIP(address) === 6 && MAPPED.check(address, 'ipv6');
}

/** An IPv4 caller of an IPv6 socket comes as `::ffff:192.0.2.1`, or in any other spelling where a proxy tells of it. */
function plain(address: string): string {
  const [bare = ''] = address.split('%', 1);
  if (!isMapped(bare)) return bare;
  const groups = new URL(`http://[${bare}]/`).hostname.slice(1, -1).split(':').slice(-2);
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
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
  // As version 6 an address of version 4 would be its /64, which is all of version 4.
  if (!family || network.includes('%') || more.length > 0 || isMapped(network)) return undefined;
  if (prefix === undefined) return { network, family, bits: family === 'ipv4' ? SIZE.ipv4 : SUBSCRIBER_BITS };
  // An empty prefix must not be read as 0, which is everybody.
  const bits = /^(?:0|[1-9]\d{0,2})$/.test(prefix) ? Number(prefix) : Number.POSITIVE_INFINITY;
  return bits <= SIZE[family] ? { network, family, bits } : undefined;
}

/** Whether a text is an address, or a block with its prefix written out. */
export function isAddressBlock(text: string): boolean {
  return readBlock(text) !== undefined;
}

/** A test whether an address lies in one of the blocks. What is neither an address nor a block lists nothing. */
export function addressesIn(blocks: readonly string[]): (address: string) => boolean {
  // Apart: a list of both compares addresses of version 4 with blocks of version 6, and all of them are in the /64 of `::1`.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const text of blocks) {
    const block = readBlock(text.trim());
    if (block) lists[block.family].addSubnet(block.network, block.bits, block.family);
  }
  return (address) => {
    const caller = plain(address);
    const family = familyOf(caller);
    return family !== undefined && lists[family].check(caller, family);
  };
}
