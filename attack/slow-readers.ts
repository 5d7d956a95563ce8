// Clients of one organization that ask for its whole list and do not read it: others must be answered all the same.
import { connect, type Socket } from 'node:net';
import type { Result } from './result.ts';
import { lglHeaders, ohoHeaders, send } from './send.ts';
import type { Target } from './target.ts';

/** More than the connections of a process to its database. */
const READERS = 30;
/** What the system buffers for a reader that does not read. With less in the list, nobody is held up. */
const LEAST_BYTES = 8_000_000;
const PATIENCE_MS = 10_000;

export async function slowReaders(target: Target): Promise<Result> {
  const listed = await send(target, { path: '/api/constituents', headers: ohoHeaders(target.victim) });
  const attack = 'slow readers';
  if (listed.text.length < LEAST_BYTES) {
    const skipped = `the list has ${(listed.text.length / 1e6).toFixed(1)} MB, less than ${LEAST_BYTES / 1e6}`;
    return { attack, requests: 1, figure: '', failures: [], skipped };
  }
  const readers = Array.from({ length: READERS }, () => ask(target));
  await Promise.all(readers.map(({ begun }) => begun));
  const others = [
    { name: '/health', path: '/health' },
    { name: 'another organization', path: '/api/v1/constituents?limit=1', headers: lglHeaders(target.stranger) },
    { name: 'its own others', path: '/api/v1/constituents?limit=1', headers: lglHeaders(target.victim) },
  ];
  const failures: string[] = [];
  let slowest = 0;
  for (const { name, ...call } of [...others, ...others]) {
    const { status, ms } = await send(target, call);
    slowest = Math.max(slowest, ms);
    if (status !== 200 || ms > PATIENCE_MS)
      failures.push(`${name} got ${status || 'no answer'} after ${ms.toFixed(0)} ms`);
  }
  for (const { socket } of readers) socket.destroy();
  return {
    attack,
    requests: READERS + others.length * 2 + 1,
    figure: `others wait ${slowest.toFixed(0)} ms at most`,
    failures,
  };
}

/** Asks and reads nothing; `begun` when the first bytes could have come. */
function ask({ host, port, victim }: Target): { socket: Socket; begun: Promise<void> } {
  const socket = connect({ host, port });
  socket.on('error', () => undefined);
  const { authorization } = ohoHeaders(victim);
  const begun = new Promise<void>((resolve) => {
    socket.once('connect', () =>
      socket.write(`GET /api/constituents HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n\r\n`),
    );
    // The first bytes, then no more: the rest piles up on the way.
    socket.once('data', () => {
      socket.pause();
      resolve();
    });
    socket.once('close', () => resolve());
    setTimeout(resolve, PATIENCE_MS).unref();
  });
  return { socket, begun };
}
