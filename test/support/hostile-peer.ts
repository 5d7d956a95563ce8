// A server of bare sockets that says what no decent peer says.
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface HostilePeer {
  readonly port: number;
  /** How many connections were opened so far. */
  opened(): number;
  /** How many of them are open still. */
  open(): number;
  stop(): Promise<void>;
}

/** Starts on a free loopback port; `talk` says what happens on each connection. */
export async function startHostilePeer(talk: (socket: Socket) => void): Promise<HostilePeer> {
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // When the other side closes, a write in progress fails; that is no fault of the test.
    socket.on('error', () => undefined);
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    opened: () => opened,
    open: () => {
      // Who does not read does not notice that the other side has gone.
      for (const socket of sockets) socket.resume();
      return sockets.size;
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Says `text` again and again, as fast as it is read or with a pause, until the connection ends. */
export function repeat(socket: Socket, text: string, pause = 0): void {
  const next = () => {
    if (socket.destroyed) return;
    if (socket.write(text)) setTimeout(next, pause);
    else socket.once('drain', next);
  };
  next();
}
