import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * The port of an address that nothing listens on: the one asked for, or for 0 any free one. Throws EADDRINUSE when it is
 * taken, before other work is begun in vain.
 */
export async function freePort(address: { readonly host: string; readonly port: number }): Promise<number> {
  const listener = createServer().listen(address);
  await once(listener, 'listening');
  const bound = listener.address();
  listener.close();
  await once(listener, 'close');
  return typeof bound === 'object' && bound !== null ? bound.port : address.port;
}
