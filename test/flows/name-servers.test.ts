// Names whose servers never answer keep no other name from being looked up.
import { createSocket, type Socket } from 'node:dgram';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveByDns } from '../../src/core/base/resolve-name.ts';

let server: Socket;
let address: string;
const asked: string[] = [];

/** The labels of the question of a DNS message, joined by dots. */
function nameIn(message: Buffer): string {
  const labels: string[] = [];
  for (let at = 12, size = message[at] ?? 0; size > 0; at += size + 1, size = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + size));
  }
  return labels.join('.');
}

/** 192.0.2.7 for a question about version 4, nothing for version 6. */
function answerTo(question: Buffer): Buffer {
  const name = nameIn(question);
  const end = 12 + name.length + 2;
  const isFour = question.readUInt16BE(end) === 1;
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(isFour ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]);
  return Buffer.concat([header, question.subarray(12, end + 4), ...(isFour ? [record] : [])]);
}

beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (message, { port, address: from }) => {
    asked.push(nameIn(message));
    if (!nameIn(message).startsWith('dead')) server.send(answerTo(message), port, from);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${server.address().port}`;
});
afterAll(() => server.close());

const lookUp = (host: string) =>
  new Promise<string[]>((resolve, reject) =>
    resolveByDns([address])(host, { all: true }, (error, found) =>
      error ? reject(error) : resolve(found.map((one) => one.address)),
    ),
  );

test('a name is found while fifty others are waited for', { timeout: 30_000 }, async () => {
  let ended = 0;
  const dead = Array.from({ length: 50 }, (_, number) =>
    lookUp(`dead${number}.example`).finally(() => {
      ended += 1;
    }),
  );
  const outcomes = Promise.allSettled(dead);
  await expect.poll(() => asked.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(50);
  expect(await lookUp('hooks.example')).toEqual(['192.0.2.7']);
  expect(ended).toBeLessThan(50);
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ETIMEOUT' } });
  }
});
