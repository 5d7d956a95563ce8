import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ResolveName } from './resolve-name.ts';
import { sendRequest } from './send-request.ts';

let calls = 0;
let port = 0;
const server = createServer((_request, response) => {
  calls += 1;
  response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end('x'.repeat(200_000));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const standingFor =
  (...addresses: string[]): ResolveName =>
  (_host, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
const send = (more: object) =>
  sendRequest({
    url: `https://hooks.example.com:${port}/`,
    headers: {},
    body: '{}',
    timeout: 2_000,
    allowPrivateTargets: false,
    ...more,
  });

test.each([[['127.0.0.1']], [['8.8.8.8', '10.0.0.1']], [['::1']], [['::ffff:127.0.0.1']], [[]]])(
  'a name that stands for %j is not called',
  async (addresses) => {
    await expect(send({ resolve: standingFor(...addresses) })).rejects.toThrow('a private address');
    expect(calls).toBe(0);
  },
);

test('redirects are answers, and long answers are cut', async () => {
  const answer = await send({
    url: `http://local.example:${port}/`,
    allowPrivateTargets: true,
    resolve: standingFor('127.0.0.1'),
  });
  expect([answer.status, answer.body.length, calls]).toEqual([302, 65_536, 1]);
});

test('what takes too long fails', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port: other } = silent.address() as AddressInfo;
  const request = send({ url: `http://127.0.0.1:${other}/`, allowPrivateTargets: true, timeout: 200 });
  await expect(request).rejects.toThrow('timeout');
  silent.closeAllConnections();
  silent.close();
});

test('a connection is kept, and another opened where it was closed meanwhile', async () => {
  const connections = new Set<unknown>();
  let requests = 0;
  const receiver = createServer((request, response) => {
    connections.add(request.socket);
    requests += 1;
    // The third finds its connection closed, as by a receiver that restarts.
    if (requests === 3) request.socket.destroy();
    else response.end('thanks');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => receiver.once('listening', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const answers = [];
  for (let number = 0; number < 3; number += 1) {
    answers.push((await send({ url, allowPrivateTargets: true })).body);
  }
  expect(answers).toEqual(['thanks', 'thanks', 'thanks']);
  expect([requests, connections.size]).toEqual([4, 2]);
  receiver.closeAllConnections();
  receiver.close();
});

test('a new connection that is closed is no answer', async () => {
  const receiver = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1');
  await new Promise((resolve) => receiver.once('listening', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await expect(send({ url, allowPrivateTargets: true })).rejects.toThrow('ECONNRESET');
  receiver.close();
});
