// What is attacked: an installation on the loopback interface, and nothing else anywhere.
import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import type { DemoCredentials } from '../src/cli/demo/report.ts';

/** What `kith demo --json` prints, or `kith setup --json` with `oho.password` added. */
export type Credentials = Omit<DemoCredentials, 'url'>;

export interface Target {
  /** A literal address of this machine: what was checked is what is connected to. */
  readonly host: string;
  readonly port: number;
  /** Of the organization that is attacked, and of another one on the same installation. */
  readonly victim: Credentials;
  readonly stranger: Credentials;
  /** Of the server process, where it is known: its memory is looked at. */
  readonly pid: number | undefined;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/** Throws for every address that is not literally one of this machine's own: a name could lead elsewhere. */
export function loopbackAddress(url: string): { host: string; port: number } {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname === 'localhost' ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (protocol !== 'http:' || family === 0 || !LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4')) {
    throw new Error(`${url} is refused: only http://127.0.0.1:<port> and the like, on this machine, are attacked`);
  }
  return { host, port: Number(port || 80) };
}

/** Reads one line of JSON from a file. */
export function readCredentials(file: string): Credentials {
  const given = JSON.parse(readFileSync(file, 'utf8')) as Partial<Credentials>;
  if (!given.oho?.password || !given.lgl?.access_token || !given.luminate?.api_key) {
    throw new Error(`${file} lacks credentials: take what "kith setup --json" prints and add oho.password`);
  }
  return given as Credentials;
}
