// A network that a test can cut: everything between Kith and its database goes through here.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Network {
  readonly port: number;
  /** From now on nothing arrives any more, in either direction, and nobody is told. */
  cut(): void;
  /** New connections get through. Those of before never will. */
  restore(): void;
  stop(): Promise<void>;
}

/** In front of a port of the loopback interface. `edit` may change the first bytes that a client sends. */
export async function startNetwork(target: number, edit = (bytes: Buffer) => bytes): Promise<Network> {
  const sockets = new Set<Socket>();
  let isCut = false;
  /** Counts cuts: a pair of an earlier number is dead for ever, and its sides hear nothing of each other. */
  let era = 0;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    const born = isCut ? -1 : era;
    const lives = () => born === era;
    let change: typeof edit | undefined = edit;
    near.on('data', (bytes: Buffer) => {
      if (lives()) far.write(change ? change(bytes) : bytes);
      change = undefined;
    });
    far.on('data', (bytes: Buffer) => lives() && near.write(bytes));
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        if (lives()) other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    cut: () => {
      isCut = true;
      era += 1;
    },
    restore: () => {
      isCut = false;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
