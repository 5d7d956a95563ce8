// Requests that no proper client sends: names of hosts, methods, lengths and line ends that lead a careless server astray.
import type { Result } from './result.ts';
import { send, sendBytes } from './send.ts';
import type { Target } from './target.ts';

const PLACES = [
  '/api/users/me',
  '/api/v1/constituents',
  '/site/CRConsAPI?method=listInterests&v=1.0',
  '/health',
  '/nothing',
];

const HOSTS = [
  '[',
  ']',
  '[::1',
  'a b',
  '',
  ':',
  ':99999',
  'a:b:c',
  '@',
  'evil.example/..',
  '%00',
  'x'.repeat(4_000),
  '\t',
  '//',
  '127.0.0.1:0x50',
  'é',
];

const LINES: readonly string[] = [
  'X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: javascript\r\nX-Forwarded-For: %%%\r\nForwarded: host=evil.example',
  'X-Forwarded-For: ::::::, 1.2.3.4.5, , "',
  'Content-Length: 5\r\nTransfer-Encoding: chunked',
  'Content-Length: -1',
  'Content-Length: 1\r\nContent-Length: 2',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: x',
  'Content-Type: ;;;=',
  'Content-Type: application/json; charset=utf-99',
  'Content-Encoding: gzip',
  'Cookie: =; JSESSIONID; JSESSIONID=%ff; __proto__=1; ;;',
  'Authorization: Basic \r\nAuthorization: Bearer x',
  'Authorization: Basic Og==',
  'Authorization: Basic %%%',
  'Authorization: Bearer eyJhbGciOiJub25lIn0.e30.',
  'Range: bytes=0-,-1,5-2',
  'If-None-Match: *',
  'Expect: 100-continue',
  'Expect: 200-ok',
  'Upgrade: websocket\r\nConnection: Upgrade',
  'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AA',
  'Connection: close, keep-alive, Authorization',
  'Origin: null',
  'Origin: https://evil.example',
  `X: ${'y'.repeat(15_000)}`,
  `X: ${'y'.repeat(80_000)}`,
  'X-HTTP-Method-Override: DELETE',
  ' folded: x',
  'no colon',
  'X\u0000: y',
];

const TARGETS = [
  '*',
  'http://evil.example/api/v1/constituents',
  '//evil.example/api',
  '/%',
  '/%zz',
  '/api/%2e%2e/%2e%2e/etc/passwd',
  '/\\',
  '/..;/',
  `/${'a'.repeat(9_000)}`,
  '/api/v1/constituents?%',
  '/?[',
  'api',
];
const METHODS = ['TRACE', 'CONNECT', 'OPTIONS', 'HEAD', 'PROPFIND', 'PUT', 'get', 'X'];

function messages(): string[] {
  const tail = 'Connection: close\r\n\r\n';
  return [
    ...HOSTS.flatMap((host) => PLACES.map((place) => `GET ${place} HTTP/1.1\r\nHost: ${host}\r\n${tail}`)),
    ...LINES.flatMap((line) =>
      PLACES.map((place) => `POST ${place} HTTP/1.1\r\nHost: x\r\n${line}\r\n${tail}0\r\n\r\n`),
    ),
    ...TARGETS.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n${tail}`),
    ...METHODS.flatMap((method) => PLACES.map((place) => `${method} ${place} HTTP/1.1\r\nHost: x\r\n${tail}`)),
    ...[
      '\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'GET /\r\n\r\n',
      '\u0000\u0001',
      'GET / HTTP/1.1\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ],
  ];
}

/** A refusal in HTTP's own words (400, 431, 501, 505) is an answer; so is a closed connection. */
const FINE = new Set(['501', '505']);

export async function oddRequests(target: Target): Promise<Result> {
  const failures: string[] = [];
  const all = messages();
  const queue = [...all];
  const take = async () => {
    for (let message = queue.pop(); message !== undefined; message = queue.pop()) {
      const received = await sendBytes(target, message);
      const name = JSON.stringify(message.slice(0, 110));
      for (const [, status = ''] of received.matchAll(/^HTTP\/1\.1 (5\d\d)/gm)) {
        if (!FINE.has(status)) failures.push(`${name} answered ${status}`);
      }
      // A forwarded name is believed from a proxy that is known, and none is.
      if (message.includes('X-Forwarded-Host: evil') && received.includes('evil.example'))
        failures.push(`${name} is believed`);
      if (message.startsWith('TRACE') && /^HTTP\/1\.1 200/.test(received)) failures.push('TRACE is answered');
    }
  };
  await Promise.all(Array.from({ length: 8 }, take));
  const { status } = await send(target, { path: '/health' });
  if (status !== 200) failures.push(`afterwards /health answers ${status}`);
  return { attack: 'odd requests', requests: all.length + 1, figure: `${all.length} messages`, failures };
}
