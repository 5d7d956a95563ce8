// Calls the servlets as clients do: over HTTP, with form bodies or queries.
import { XMLParser } from 'fast-xml-parser';
import type { Tenant, TestKith } from '../../support/kith.ts';

export type Fields = Readonly<Record<string, string>>;

export interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  /** The answer's only child, from either format. */
  readonly root: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not typed
  readonly body: any;
  readonly cookie: string | undefined;
  readonly headers: Headers;
}

export function encode(fields: Fields): string {
  return new URLSearchParams(fields).toString();
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
});

/** Sends a request and reads the answer in whichever format it has. */
export async function request(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const [root = '', body] = Object.entries(parse(text))[0] ?? [];
  const cookie = response.headers.getSetCookie()[0];
  const type = response.headers.get('content-type');
  return { status: response.status, type, text, root, body, cookie, headers: response.headers };
}

function parse(text: string): Record<string, unknown> {
  if (text.startsWith('{')) return JSON.parse(text);
  return text.startsWith('<?xml') ? parser.parse(text) : {};
}

export interface Caller {
  /** A call of the server servlet by the API administrator, as JSON unless said otherwise. */
  server(method: string, fields?: Fields): Promise<Reply>;
  /** A call of the client servlet; `cookie` is the session. */
  client(method: string, fields?: Fields, cookie?: string): Promise<Reply>;
  readonly serverFields: Fields;
  readonly clientFields: Fields;
  readonly serverUrl: string;
  readonly clientUrl: string;
}

/** Posts form bodies to both servlets of a tenant, without the organization in the URL. */
export function caller(kith: TestKith, tenant: Tenant = kith): Caller {
  const { api_key, login_name, login_password } = tenant.credentials.luminate;
  const clientFields = { api_key, v: '1.0', response_format: 'json' };
  const serverFields = { ...clientFields, login_name, login_password };
  const serverUrl = `${kith.url}/site/SRConsAPI`;
  const clientUrl = `${kith.url}/site/CRConsAPI`;
  const post = (url: string, fields: Fields, cookie?: string) =>
    request(url, { method: 'POST', body: new URLSearchParams(fields), headers: cookie ? { cookie } : {} });
  return {
    server: (method, fields = {}) => post(serverUrl, { method, ...serverFields, ...fields }),
    client: (method, fields = {}, cookie?) => post(clientUrl, { method, ...clientFields, ...fields }, cookie),
    serverFields,
    clientFields,
    serverUrl,
    clientUrl,
  };
}

/** The `name=value` of a Set-Cookie header. */
export function cookieOf(reply: Reply): string {
  return reply.cookie?.split(';', 1)[0] ?? '';
}

let counter = 0;

/** An address nobody had before. */
export function freshEmail(name = 'robin'): string {
  counter += 1;
  return `${name}.${process.pid}.${counter}@example.org`;
}

/** What an error answer looks like. */
export const refused = (code: string) => ({ status: 403, root: 'errorResponse', body: { code } });

/** A new person, made by the administrator. */
export async function makePerson(api: Caller, fields: Fields = {}): Promise<{ id: string; primary_email: string }> {
  const primary_email = freshEmail();
  const reply = await api.server('create', { primary_email, ...fields });
  if (reply.status !== 200) throw new Error(`create answered ${reply.text}`);
  return { id: String(reply.body.cons_id), primary_email };
}

/** A new person in a browser: the cookie, and the auth token that goes with it. */
export async function makeSignedOn(api: Caller, fields: Fields = {}) {
  const primary_email = freshEmail();
  const created = await api.client('create', { primary_email, ...fields });
  if (created.status !== 200) throw new Error(`create answered ${created.text}`);
  const cookie = cookieOf(created);
  const { body } = await api.client('getLoginUrl', {}, cookie);
  return { id: String(created.body.cons_id), primary_email, cookie, auth: String(body.token) };
}

/** A new person with a password. */
export async function signUp(api: Caller, fields: Fields = {}) {
  counter += 1;
  const user_name = `person-${process.pid}-${counter}`;
  const password = 'open sesame';
  const { id, primary_email } = await makePerson(api, { user_name, user_password: password, ...fields });
  return { id, user_name, primary_email, password };
}
