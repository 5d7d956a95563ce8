// One request, sent as it is: no redirect is followed, no header is mended, nothing waits longer than its deadline.
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Target } from './target.ts';

export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

export interface Answer {
  /** 0: none came, for the reason in `text`. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly ms: number;
}

const DEADLINE = 20_000;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

export function send({ host, port }: Target, { method = 'GET', path, headers = {}, body }: Sent): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve) => {
    const end = (answer: Omit<Answer, 'ms'>) => resolve({ ...answer, ms: performance.now() - started });
    const fail = (error: Error) => end({ status: 0, headers: {}, text: String(error) });
    try {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const all = { ...length, ...headers } as Record<string, string | string[]>;
      const outgoing = request({ host, port, method, path, headers: all, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          end({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      outgoing.setTimeout(DEADLINE, () => outgoing.destroy(new Error(`no answer in ${DEADLINE / 1000} s`)));
      outgoing.on('error', fail);
      outgoing.end(body);
    } catch (error) {
      // What Node itself refuses to send.
      end({ status: -1, headers: {}, text: String(error) });
    }
  });
}

/** Bytes on a connection of their own, for what an HTTP library would not send. Returns what came until the end or the deadline. */
export function sendBytes({ host, port }: Target, bytes: string, deadline = 5_000): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect({ host, port }, () => void socket.write(Buffer.from(bytes, 'latin1')));
    socket.setTimeout(deadline, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });
}

export function lglHeaders({ lgl }: Target['victim']): Record<string, string> {
  return { authorization: `Bearer ${lgl.access_token}` };
}

export function ohoHeaders({ oho }: Target['victim']): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${oho.email}:${oho.password}`).toString('base64')}` };
}

export const JSON_TYPE = { 'content-type': 'application/json' };
export const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
