// SMTP servers that try to hold a caller for ever: each is let go of in time, together with its connection.
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { handOver } from '../../src/core/mail/hand-over.ts';
import { repeat, startHostilePeer } from '../support/hostile-peer.ts';

const DEADLINE = 700;

/** Answers each line that it is sent, after a greeting. */
const answering = (answer: (socket: Socket, line: string) => void) => (socket: Socket) => {
  socket.write('220 mail.example\r\n');
  socket.on('data', (bytes: Buffer) => {
    for (const line of bytes.toString().split('\r\n').filter(Boolean)) answer(socket, line);
  });
};
const politeUntil = (command: RegExp, hostile: (socket: Socket) => void) =>
  answering((socket, line) => {
    if (command.test(line)) hostile(socket);
    else socket.write('250 fine\r\n');
  });

const PEERS: readonly (readonly [what: string, talk: (socket: Socket) => void])[] = [
  ['says nothing', () => undefined],
  ['greets without end', (socket) => repeat(socket, '220-welcome\r\n', 5)],
  ['greets without end at full speed', (socket) => repeat(socket, `220-${'x'.repeat(10_000)}\r\n`)],
  ['greets in one endless line', (socket) => repeat(socket, 'x'.repeat(10_000))],
  ['trickles its greeting', (socket) => repeat(socket, '2', 20)],
  ['lists extensions without end', politeUntil(/^EHLO/, (socket) => repeat(socket, '250-SIZE\r\n', 5))],
  ['never answers a recipient', politeUntil(/^RCPT/, () => undefined)],
  ['trickles an answer', politeUntil(/^MAIL/, (socket) => repeat(socket, '250-x\r\n', 20))],
  ['never takes the data', politeUntil(/^DATA/, (socket) => socket.pause())],
  [
    'begins TLS and stops',
    answering((socket, line) => {
      if (/^EHLO/.test(line)) socket.write('250-mail.example\r\n250 STARTTLS\r\n');
      else socket.write('220 go on\r\n');
    }),
  ],
  ['speaks HTTP', (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')],
];

test.each(PEERS)('a server that %s', { timeout: 20_000 }, async (_what, talk) => {
  const peer = await startHostilePeer(talk);
  const mail = { from: 'office@riverbend.example', recipient: 'noor@clinic.example', subject: 'Hello', text: 'Hello' };
  const smtpUrl = `smtp://127.0.0.1:${peer.port}`;
  const problem = await handOver({ ...mail, smtpUrl, messageId: '<mail.1.1@kith>' }, DEADLINE);
  expect(problem?.message).toMatch(/./);
  expect(problem?.isPermanent).toBe(false);
  expect(peer.opened()).toBe(1);
  await expect.poll(() => peer.open(), { timeout: 5_000 }).toBe(0);
  await peer.stop();
});
