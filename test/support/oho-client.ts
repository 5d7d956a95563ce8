// Calls Oho's contract as an integration does: JSON over HTTP, nothing else.

export interface OhoAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // The tests look inside whatever JSON came; wrong guesses fail them.
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
  readonly body: any;
}

export interface OhoClient {
  get(path: string, headers?: Record<string, string>): Promise<OhoAnswer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<OhoAnswer>;
  patch(path: string, body?: unknown): Promise<OhoAnswer>;
  delete(path: string, headers?: Record<string, string>): Promise<OhoAnswer>;
  send(
    method: string,
    path: string,
    init: { body?: string | Buffer | FormData; headers?: Record<string, string> },
  ): Promise<OhoAnswer>;
}

/** A client of one base URL (that of the server) with fixed credentials. */
export function ohoClient(url: string, credentials: { readonly authorization?: string }): OhoClient {
  const send: OhoClient['send'] = async (method, path, { body, headers }) => {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: { ...credentials, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  const json = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(method, path, {
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    send,
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body, headers) => json('POST', path, body, headers),
    patch: (path, body) => json('PATCH', path, body),
    delete: (path, headers = {}) => send('DELETE', path, { headers }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function basic(email: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}` };
}
