// A request that is answered before its body was read: over the limit, or refused at the door. Closing the connection at
// once would make the system throw away an answer that the client, still sending, has not read.
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Bytes that are still taken, and milliseconds. */
const DRAIN = { bytes: 8 * 1024 * 1024, time: 5_000 } as const;

/** Takes the rest of an unread body and throws it away, within limits; the connection is closed beyond them. */
export function drainUnreadBody({ raw }: FastifyRequest, reply: FastifyReply): void {
  const hasBody = raw.headers['transfer-encoding'] !== undefined || Number(raw.headers['content-length'] ?? 0) > 0;
  if (!hasBody || raw.complete) return;
  // Node closes the connection right after an answer with `Connection: close`.
  reply.removeHeader('connection');
  const { socket } = raw;
  const end = socket.bytesRead + DRAIN.bytes;
  const timer = setTimeout(() => raw.destroy(), DRAIN.time);
  raw.once('close', () => clearTimeout(timer));
  raw.on('data', () => {
    if (socket.bytesRead > end) raw.destroy();
  });
  raw.resume();
}
