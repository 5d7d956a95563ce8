// A client of Kith's own API: a key in the header, JSON in and out.
import type { Tenant } from '../../support/kith.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests are about the shape of what comes back
  readonly body: any;
}

export interface Client {
  get(path: string): Promise<Reply>;
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

/** Paths begin behind /v1. */
export function nativeClient(url: string, key: string): Client {
  const send = async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { send, get: (path) => send('GET', path) };
}

export function keyOf({ credentials }: Tenant): string {
  return credentials.native.access_token;
}
