// Receivers that try to hold a caller for ever: each is let go of in time, together with its connection.
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { sendRequest } from '../../src/core/base/send-request.ts';
import { repeat, startHostilePeer } from '../support/hostile-peer.ts';

/** Milliseconds: short where it is what is expected, long where something else is. */
const DEADLINE = 500;
const PATIENT = 15_000;
const OK = 'HTTP/1.1 200 OK\r\n';
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';

const afterRequest = (talk: (socket: Socket) => void) => (socket: Socket) => {
  socket.once('data', () => talk(socket));
};
const PEERS: readonly (readonly [what: string, talk: (socket: Socket) => void, error: RegExp])[] = [
  ['says nothing', () => undefined, /timeout/],
  ['never reads', (socket) => socket.pause(), /timeout/],
  ['switches protocols', afterRequest((socket) => socket.write(SWITCH)), /switches/],
  ['switches protocols unasked', (socket) => socket.write(SWITCH), /switches|ECONNRESET|EPIPE|closed/],
  ['switches and talks on', afterRequest((socket) => repeat(socket, SWITCH)), /switches/],
  [
    'switches to HTTP/2',
    afterRequest((socket) => socket.write('HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n')),
    /switches/,
  ],
  ['switches without saying to what', afterRequest((socket) => socket.write('HTTP/1.1 101 X\r\n\r\n')), /switches/],
  ['speaks HTTP/2', afterRequest((socket) => socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')), /HPE_/],
  ['continues for ever', afterRequest((socket) => repeat(socket, 'HTTP/1.1 100 Continue\r\n\r\n')), /interim/],
  ['hints for ever', afterRequest((socket) => repeat(socket, 'HTTP/1.1 103 X\r\nLink: </>\r\n\r\n', 10)), /interim/],
  ['processes for ever', afterRequest((socket) => repeat(socket, 'HTTP/1.1 102 X\r\n\r\n', 100)), /timeout/],
  [
    'has headers without end',
    afterRequest((socket) => {
      socket.write(OK);
      repeat(socket, `X: ${'x'.repeat(1000)}\r\n`);
    }),
    /HPE_HEADER_OVERFLOW/,
  ],
  [
    'trickles its headers',
    afterRequest((socket) => {
      socket.write(OK);
      repeat(socket, 'X: y\r\n', 50);
    }),
    /timeout/,
  ],
  ['trickles its status', afterRequest((socket) => repeat(socket, 'H', 50)), /HPE_/],
  [
    'trickles its body',
    afterRequest((socket) => {
      socket.write(`${OK}Content-Length: 60000\r\n\r\n`);
      repeat(socket, 'x', 20);
    }),
    /timeout/,
  ],
  [
    'trickles chunks',
    afterRequest((socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
      repeat(socket, '1\r\nx\r\n', 20);
    }),
    /timeout/,
  ],
  ['closes within its body', afterRequest((socket) => socket.end(`${OK}Content-Length: 5\r\n\r\nx`)), /ECONNRESET/],
  ['closes at once', (socket) => socket.destroy(), /ECONNRESET|EPIPE|closed/],
];

test.each(PEERS)('a peer that %s', { timeout: 30_000 }, async (_what, talk, error) => {
  const peer = await startHostilePeer(talk);
  const url = `http://127.0.0.1:${peer.port}/`;
  const timeout = error.source === 'timeout' ? DEADLINE : PATIENT;
  const call = { url, headers: {}, body: '{}', timeout, allowPrivateTargets: true };
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => sendRequest(call)));
  const messages = outcomes.map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason.message) : 'ok'));
  for (const message of messages) expect(message).toMatch(error);
  expect(peer.opened()).toBeGreaterThanOrEqual(3);
  await expect.poll(() => peer.open(), { timeout: 5_000 }).toBe(0);
  await peer.stop();
});

test('a TLS handshake that never ends', async () => {
  const peer = await startHostilePeer(() => undefined);
  const url = `https://127.0.0.1:${peer.port}/`;
  const call = sendRequest({ url, headers: {}, body: '{}', timeout: DEADLINE, allowPrivateTargets: true });
  await expect(call).rejects.toThrow('timeout');
  await expect.poll(() => peer.open(), { timeout: 5_000 }).toBe(0);
  await peer.stop();
});

test('a name that is never found out', async () => {
  const call = { headers: {}, body: '{}', timeout: DEADLINE, allowPrivateTargets: true, resolve: () => undefined };
  await expect(sendRequest({ ...call, url: 'http://hooks.example/' })).rejects.toThrow('timeout');
});

test('an answer may end with its connection', async () => {
  const peer = await startHostilePeer(afterRequest((socket) => socket.end(`${OK}\r\nthanks`)));
  const url = `http://127.0.0.1:${peer.port}/`;
  const answer = await sendRequest({ url, headers: {}, body: '{}', timeout: PATIENT, allowPrivateTargets: true });
  expect([answer.status, answer.body]).toEqual([200, 'thanks']);
  await peer.stop();
});

test('an endless answer is cut, and its connection closed', async () => {
  const peer = await startHostilePeer(
    afterRequest((socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
      repeat(socket, `400\r\n${'x'.repeat(1024)}\r\n`);
    }),
  );
  const url = `http://127.0.0.1:${peer.port}/`;
  const answer = await sendRequest({ url, headers: {}, body: '{}', timeout: PATIENT, allowPrivateTargets: true });
  expect([answer.status, answer.body.length]).toEqual([200, 65_536]);
  await expect.poll(() => peer.open(), { timeout: 5_000 }).toBe(0);
  await peer.stop();
});
