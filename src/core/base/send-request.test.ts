import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ResolveName, sendRequest } from './send-request.ts';

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
