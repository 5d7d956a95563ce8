// Looks names up in the DNS, as many at a time as there are. The system's own way has two threads for all: two names whose servers
// never answer, chosen by one organization, would keep every other name from being looked up.
import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { Resolver } from 'node:dns/promises';

export type ResolveName = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Milliseconds of one try with one server. */
const TRY = 2_000;
const TRIES = 2;

/** Names by the DNS servers of the system, or by others (`192.0.2.1:53`). The system's table of hosts is not read. */
export function resolveByDns(servers?: readonly string[]): ResolveName {
  return (host, _options, done) => {
    const resolver = new Resolver({ timeout: TRY, tries: TRIES });
    if (servers) resolver.setServers(servers);
    Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]).then(([four, six]) => {
      const addresses = [
        ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
        ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
      ];
      done(addresses.length === 0 && four.status === 'rejected' ? four.reason : null, addresses);
    });
  };
}
