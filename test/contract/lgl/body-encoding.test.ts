// Bodies in other encodings, in the two contracts that speak JSON: what cannot be read is refused, never stored with wrong letters.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

let sent = 0;
async function create(dialect: 'lgl' | 'oho', encode: (json: string) => Uint8Array, type: string) {
  sent += 1;
  const person = {
    first_name: 'Zoé',
    last_name: 'Muñoz',
    ...(dialect === 'oho' ? { email: `zoe${sent}@x.example` } : {}),
  };
  const [path, headers] = dialect === 'lgl' ? ['/api/v1/constituents', kith.lgl] : ['/api/constituents', kith.basic];
  const body = new Blob([new Uint8Array(encode(JSON.stringify(person)))]);
  const answer = await fetch(kith.url + path, { method: 'POST', headers: { ...headers, 'content-type': type }, body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const utf8 = (json: string) => Buffer.from(json);
const latin1 = (json: string) => Buffer.from(json, 'latin1');
const utf16 = (json: string) => Buffer.from(json, 'utf16le');
const marked = (json: string) => Buffer.from(`\ufeff${json}`);

test.each(['lgl', 'oho'] as const)('%s reads what it can decode', async (dialect) => {
  for (const [encode, type] of [
    [utf8, 'application/json'],
    [utf8, 'application/json; charset=UTF-8'],
    [marked, 'application/json'],
    [latin1, 'application/json; charset=ISO-8859-1'],
    [latin1, 'application/json;charset="windows-1252"'],
    [utf16, 'application/json; charset=utf-16le'],
  ] as const) {
    const { status, body } = await create(dialect, encode, type);
    expect([type, status]).toEqual([type, dialect === 'lgl' ? 200 : 201]);
    expect(body).toMatchObject({ first_name: 'Zoé', last_name: 'Muñoz' });
  }
});

test.each(['lgl', 'oho'] as const)('%s refuses the rest with 400', async (dialect) => {
  for (const [encode, type] of [
    [latin1, 'application/json'],
    [latin1, 'application/json; charset=utf-8'],
    [utf16, 'application/json'],
    [utf8, 'application/json; charset=klingon'],
    [() => Buffer.from([0x7b, 0xe9]), 'application/json'],
    [() => Buffer.from([0xed, 0xa0, 0x80]), 'application/json'],
  ] as const) {
    const { status, body } = await create(dialect, encode, type);
    expect([type, status]).toEqual([type, 400]);
    expect(body).toHaveProperty('error');
  }
});
