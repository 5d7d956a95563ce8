// Bodies without end from somebody without credentials: how much of them is taken before the answer.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Result } from './result.ts';
import type { Target } from './target.ts';

const CHUNK = Buffer.alloc(65_536, 'a');
const MIB = 1_048_576;
/** What is read and thrown away so that the refusal arrives (8 MiB), and what waits in the system's buffers on both sides. */
const MOST_TAKEN = 24 * MIB;
/** A server that has just started grows by some tens with any work; reading whole bodies takes several times this. */
const MOST_GROWTH = 128;

interface Way {
  readonly name: string;
  readonly path: string;
  readonly type: string;
  readonly start: string;
  readonly chunked: boolean;
}

const PART = '--x\r\nContent-Disposition: form-data; name="redirect"; filename="a.txt"\r\n\r\n';
const FIELD = '--x\r\nContent-Disposition: form-data; name="redirect"\r\n\r\n';

function ways(organization: string): Way[] {
  const servlet = { path: `/${organization}/site/CRConsAPI`, type: 'multipart/form-data; boundary=x' };
  const form = { type: 'application/x-www-form-urlencoded', start: 'a=' };
  return [true, false].flatMap((chunked) => [
    { name: 'multipart file', ...servlet, start: PART, chunked },
    { name: 'multipart field', ...servlet, start: FIELD, chunked },
    { name: 'form', ...servlet, ...form, chunked },
    { name: 'LGL json', path: '/api/v1/constituents', type: 'application/json', start: '"', chunked },
    { name: 'Oho json', path: '/api/constituents', type: 'application/json', start: '"', chunked },
    { name: 'Oho attachment', path: '/api/icrs/1/attachments', type: servlet.type, start: PART, chunked },
    { name: 'capture page', path: `/c/1-${'a'.repeat(43)}`, type: servlet.type, start: PART, chunked },
    { name: 'callback', path: '/api/registries/callbacks/x', type: 'application/json', start: '"', chunked },
    { name: 'no such path', path: '/nothing', type: 'application/json', start: '"', chunked },
  ]);
}

/** Sends until the server answers and closes, or everything is sent. Returns the bytes that it took. */
function pour({ host, port }: Target, way: Way, most: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let sent = 0;
    const length = way.chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${most + way.start.length}`;
    const frame = (bytes: Buffer) =>
      way.chunked
        ? Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
        : bytes;
    const more = () => {
      while (sent < most && !socket.destroyed) {
        sent += CHUNK.length;
        if (!socket.write(frame(CHUNK))) return;
      }
      if (sent >= most) socket.end();
    };
    socket.setTimeout(15_000, () => socket.destroy());
    socket.on('connect', () => {
      socket.write(
        `POST ${way.path} HTTP/1.1\r\nHost: attack.example\r\nContent-Type: ${way.type}\r\n${length}\r\n\r\n`,
      );
      socket.write(frame(Buffer.from(way.start)));
      more();
    });
    socket.on('drain', more);
    socket.on('data', () => undefined);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Math.max(0, sent - socket.writableLength)));
  });
}

export async function anonymousMemory(target: Target, { megabytes }: { megabytes: number }): Promise<Result> {
  const failures: string[] = [];
  let worst = { taken: 0, name: 'nothing' };
  const before = peakMiB(target.pid);
  const all = ways(target.victim.luminate.organization);
  for (const way of all) {
    const name = `${way.name}${way.chunked ? ' (chunked)' : ''}`;
    const taken = await pour(target, way, megabytes * MIB);
    if (taken > worst.taken) worst = { taken, name };
    if (taken > MOST_TAKEN) failures.push(`${name}: ${Math.round(taken / MIB)} MiB were taken`);
  }
  const after = peakMiB(target.pid);
  const growth = before !== undefined && after !== undefined ? after - before : undefined;
  if (growth !== undefined && growth > MOST_GROWTH) failures.push(`the server’s memory grew by ${growth} MiB`);
  const memory = growth === undefined ? '' : `, memory +${growth} MiB`;
  return {
    attack: 'anonymous memory',
    requests: all.length,
    figure: `most taken ${(worst.taken / MIB).toFixed(1)} MiB (${worst.name})${memory}`,
    failures,
  };
}

/** The most that a process has had, in MiB; undefined where the system does not tell. */
function peakMiB(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}
