// A file that breaks off, or turns out to be no text, is refused, leaves nothing, and disturbs nobody else.
import { createConnection } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

const imports = async () => (await nativeClient(kith.url, keyOf(kith)).get('/imports?limit=1000')).body.data.length;

async function send(body: Buffer, type: string) {
  const headers = { authorization: `Bearer ${keyOf(kith)}`, 'content-type': type };
  const response = await fetch(`${kith.url}/v1/imports`, { method: 'POST', headers, body: new Uint8Array(body) });
  return { status: response.status, code: ((await response.json()) as { code: string }).code };
}

const manyRows = `First,Last\n${'Kim,Longby\n'.repeat(60_000)}`;

test.each<[string, Buffer]>([
  ['no UTF-8, far behind what was looked at', Buffer.concat([Buffer.from(manyRows), Buffer.from([0xff, 0xfe, 0x41])])],
  [
    'half a letter at the end of UTF-16',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a,b\nc,d', 'utf16le'), Buffer.from([0x41])]),
  ],
  [
    'a lone surrogate in UTF-16',
    Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('a,b\nc,', 'utf16le'),
      Buffer.from([0x00, 0xd8, 0x41, 0x00]),
    ]),
  ],
])('%s', async (_name, body) => {
  const before = await imports();
  expect(await send(body, 'text/csv')).toEqual({ status: 422, code: 'file_encoding' });
  expect(await imports()).toBe(before);
});

test.each<[string, number, string]>([
  [
    'a form that is not closed',
    400,
    `--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${manyRows}`,
  ],
  ['a form of something else', 400, 'not a form at all'],
  ['a form without an end of its header', 400, '--x\r\ncontent-disposition: form-data; name="file"'],
  ['an empty form', 422, '--x--\r\n'],
])('%s', async (_name, status, body) => {
  const before = await imports();
  expect((await send(Buffer.from(body), 'multipart/form-data; boundary=x')).status).toBe(status);
  expect(await imports()).toBe(before);
});

test.each([
  ['the file itself', 'text/csv', 'First,Last\nKim,Cutby\n'],
  [
    'a file in a form',
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nFirst,Last\nKim,Cutby\n',
  ],
])('a connection that is cut while it sends %s', async (_name, type, start) => {
  const before = await imports();
  const { port } = new URL(kith.url);
  const socket = createConnection({ host: '127.0.0.1', port: Number(port) });
  const head = [
    'POST /v1/imports HTTP/1.1',
    'host: x',
    `authorization: Bearer ${keyOf(kith)}`,
    `content-type: ${type}`,
  ];
  socket.write(`${[...head, 'content-length: 5000000'].join('\r\n')}\r\n\r\n${start}`);
  // It has begun when the import is on record.
  await expect
    .poll(imports, { timeout: 5_000 })
    .toBe(before + 1)
    .catch(() => undefined);
  socket.destroy();
  await expect.poll(imports, { timeout: 10_000 }).toBe(before);
});
