import type { App } from '../app.ts';
import { addressesIn } from '../core/base/ip-address.ts';

/**
 * Whether what the client at `address` says in X-Forwarded-* is believed: it is one of the named proxies, or no more than
 * so many hops away. `hop` is 0 for the one that is connected.
 */
export function trustProxy(trusted: App['config']['trustProxy']): false | ((address: string, hop: number) => boolean) {
  if (trusted === undefined) return false;
  if (typeof trusted === 'number') return (_address, hop) => hop < trusted;
  return addressesIn(trusted);
}
