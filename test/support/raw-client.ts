// A client that does what the usual ones do not: sends what is no HTTP, never stops sending, or does not read.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  // Bytes that it sends after the server closed are lost; the tests want to see that.
  socket.on('error', () => undefined);
  return socket;
}

/** Not `once`: a connection that the server cut ends with an error first. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** Sends a request as it is written and returns all that comes back until the connection ends. */
export async function sendRaw(url: string, text: string): Promise<string> {
  const socket = await openSocket(url);
  const answer = textOf(socket);
  socket.write(text.replaceAll('\n', '\r\n'));
  await closed(socket);
  return answer.text;
}

function textOf(socket: Socket): { text: string } {
  const answer = { text: '' };
  socket.on('data', (piece) => {
    answer.text += piece;
  });
  return answer;
}

export interface Flood {
  /** What came back until the connection ended. */
  readonly answer: string;
  /** Bytes of the body that were sent by then. */
  readonly sent: number;
}

/** Sends `start` and then pieces of body until the server closes the connection, or `most` bytes are out. */
export async function flood(url: string, { start, most }: { start: string; most: number }): Promise<Flood> {
  const socket = await openSocket(url);
  const answer = textOf(socket);
  const end = closed(socket);
  socket.write(start.replaceAll(/\r?\n/g, '\r\n'));
  const content = 'x'.repeat(65_536);
  const piece = `10000\r\n${content}\r\n`;
  let sent = 0;
  while (!socket.destroyed && sent < most) {
    sent += content.length;
    if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), end]);
  }
  socket.destroy();
  await end;
  return { answer: answer.text, sent };
}
