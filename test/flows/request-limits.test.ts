// What a stranger can make the server hold: memory, connections, time. And that a refusal arrives.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../support/kith.ts';
import { closed, flood, openSocket, sendRaw } from '../support/raw-client.ts';
import { sql } from '../support/sql.ts';

const MEGABYTE = 1024 * 1024;

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

const chunked = (path: string, headers: readonly string[] = []) =>
  `${[`POST ${path} HTTP/1.1`, 'Host: kith.example', 'Transfer-Encoding: chunked', ...headers].join('\n')}\n\n`;
const multipart = 'Content-Type: multipart/form-data; boundary=b';
const part = (disposition: string) => {
  const text = `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  return `${text.length.toString(16)}\r\n${text}\r\n`;
};

describe('a body that never ends', () => {
  const strangers: readonly (readonly [string, string, number])[] = [
    ['CRConsAPI, a field', chunked('/site/CRConsAPI', [multipart]) + part('name="method"'), 413],
    ['CRConsAPI, a file', chunked('/site/CRConsAPI', [multipart]) + part('name="f"; filename="f.png"'), 413],
    ['CRConsAPI, a preamble', chunked('/riverbend/site/CRConsAPI', [multipart]), 413],
    ['CRConsAPI, a form', chunked('/site/CRConsAPI', ['Content-Type: application/x-www-form-urlencoded']), 413],
    ['SRConsAPI, any type', chunked('/site/SRConsAPI', ['Content-Type: image/png']), 413],
    ['a page of Luminate', chunked('/site/UserLogin', [multipart]), 413],
    ['LGL', chunked('/api/v1/constituents', ['Content-Type: application/json']), 413],
    ['Oho', chunked('/api/constituents', ['Content-Type: application/json']), 401],
    ['an attachment', chunked('/api/icrs/1/attachments', [multipart]) + part('name="file"; filename="f.pdf"'), 401],
    ['a register', chunked('/api/registers/ban_list/imports', ['Content-Type: text/csv']), 401],
    ['a callback', chunked('/api/registry_callbacks/1/x', ['Content-Type: application/json']), 413],
    ['a link that nobody has', chunked('/c/1-unknown', [multipart]), 404],
    ['no path of ours', chunked('/elsewhere'), 404],
  ];
  test.each(strangers)('%s', async (_name, start, status) => {
    const { answer, sent } = await flood(kith.url, { start, most: 400 * MEGABYTE });
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(sent).toBeLessThan(64 * MEGABYTE);
  });

  test('who may only read cannot send files', async () => {
    const { credentials, app } = kith;
    expect(credentials.oho.email).toBeTruthy();
    await app.db.all(sql(`update users set role = 'data_viewer' where organization_id = $1`, [kith.organization.id]));
    const authorization = `Authorization: ${kith.basic.authorization}`;
    const uploads = ['/api/icrs/1/attachments', '/api/registers/ban_list/imports'];
    for (const [index, path] of uploads.entries()) {
      const start = chunked(path, [authorization, index === 0 ? multipart : 'Content-Type: text/csv']);
      const { answer, sent } = await flood(kith.url, { start, most: 400 * MEGABYTE });
      expect(answer).toMatch(/^HTTP\/1.1 403 /);
      expect(sent).toBeLessThan(64 * MEGABYTE);
    }
    await app.db.all(sql(`update users set role = 'org_admin' where organization_id = $1`, [kith.organization.id]));
  });
});

describe('a refusal can be read by a client that sends to the end first', () => {
  test.each([
    ['/api/v1/constituents', 413],
    ['/site/CRConsAPI', 413],
    ['/api/constituents', 401],
    ['/elsewhere', 404],
  ])('%s', async (path, status) => {
    const body = '{'.padEnd(5 * MEGABYTE, ' ');
    const head = `POST ${path} HTTP/1.1\nHost: kith.example\nConnection: close\nContent-Length: ${body.length}\n\n`;
    const answer = await sendRaw(kith.url, head + body);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.split('\r\n\r\n')[1]).not.toBe('');
  });

  test('the connection stays for the next request', async () => {
    const body = '{'.padEnd(2 * MEGABYTE, ' ');
    const first = `POST /api/v1/constituents HTTP/1.1\nHost: kith.example\nContent-Length: ${body.length}\n\n${body}`;
    const answer = await sendRaw(kith.url, `${first}GET /health HTTP/1.1\nHost: kith.example\nConnection: close\n\n`);
    expect(answer).toMatch(/^HTTP\/1.1 413 .*HTTP\/1.1 200 OK/s);
  });
});

describe('malformed headers', () => {
  const requests = [
    '/api/constituents?limit=1',
    '/api/v1/constituents',
    '/site/CRConsAPI?method=listInterests',
    '/riverbend/site/EstablishSession',
    '/c/1-x',
    '/elsewhere',
  ];
  const hosts = [
    '[',
    'a b',
    'user@kith.example',
    'kith.example/path',
    'kith.example:port',
    '[::1',
    'kith.example:99999',
    '1.2.3.4.5.999',
  ];
  test.each(requests)('%s: a host that is none', async (path) => {
    for (const host of hosts) {
      const authorization = path.startsWith('/api/v1') ? kith.lgl.authorization : kith.basic.authorization;
      const answer = await sendRaw(
        kith.url,
        `GET ${path} HTTP/1.1\nHost: ${host}\nAuthorization: ${authorization}\nConnection: close\n\n`,
      );
      expect([host, answer.split('\r\n')[0]]).toEqual([host, expect.stringMatching(/^HTTP\/1.1 40[03] /)]);
    }
  });

  test.each([
    'Origin: [',
    'Origin: http://[',
    'Referer: http://[',
    'Cookie: JSESSIONID=%zz; ;=; =x',
    'Authorization: Basic %%%',
    'Authorization: Bearer a.b.c',
    'Content-Type: multipart/form-data; boundary=',
    'Content-Type: application/json; charset="',
    'Content-Type: ;;;',
    'X-Forwarded-Host: [',
    'X-Forwarded-For: ,,,',
    'X-Forwarded-Proto: javascript:',
    'Prefer: return=\u00ff',
    'Access-Control-Request-Headers: \u00e9',
    'Range: bytes=9-1',
    'If-None-Match: "',
  ])('%s', async (header) => {
    for (const path of requests) {
      for (const verb of ['GET', 'POST', 'OPTIONS']) {
        const authorization = path.startsWith('/api/v1') ? kith.lgl.authorization : kith.basic.authorization;
        const own = header.startsWith('Authorization') ? '' : `Authorization: ${authorization}\n`;
        const head = `${verb} ${path} HTTP/1.1\nHost: kith.example\n${own}${header}\nContent-Length: 0\nConnection: close\n\n`;
        const answer = await sendRaw(kith.url, head);
        expect([verb, path, answer.split('\r\n')[0]]).toEqual([verb, path, expect.stringMatching(/^HTTP\/1.1 [234]/)]);
      }
    }
  });
});

describe('slow clients', () => {
  let slow: TestKith;
  beforeAll(async () => {
    slow = await startKith({
      limits: { headersTime: 300, requestTime: 600, stalledTime: 1_500, openRequestsPerAddress: 5 },
    });
  });
  afterAll(() => slow.stop());

  test.each([
    ['headers that do not end', 'GET /health HTTP/1.1\r\nHost: kith.example\r\nX-A: '],
    [
      'a body that does not come',
      'POST /api/v1/constituents HTTP/1.1\r\nHost: kith.example\r\nContent-Length: 10\r\n\r\n{',
    ],
  ])('%s', async (_name, text) => {
    const socket = await openSocket(slow.url);
    socket.write(text);
    socket.resume();
    await closed(socket);
  });

  test('beyond so many open requests from one address the others are told to wait, until they end', async () => {
    const sockets = await Promise.all(Array.from({ length: 5 }, () => openSocket(slow.url)));
    for (const socket of sockets) {
      socket.resume();
      socket.write('POST /api/v1/constituents HTTP/1.1\r\nHost: kith.example\r\nContent-Length: 10\r\n\r\n{');
    }
    const statusOf = async (path: string) => (await fetch(slow.url + path, { headers: slow.lgl })).status;
    await expect.poll(() => statusOf('/api/v1/constituents')).toBe(503);
    expect(await statusOf('/api/constituents')).toBe(503);
    expect(await statusOf('/site/CRConsAPI')).toBe(503);
    expect(await statusOf('/health')).toBe(200);
    await expect.poll(() => statusOf('/api/v1/constituents'), { timeout: 10_000 }).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});
