// A server under test as a process of its own.
import { spawn } from 'node:child_process';

export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

interface Program {
  readonly script: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a Node script and waits until it says `listening on http://…`. Throws with what it printed when it ends before. */
export async function startServer({ script, args = [], env }: Program): Promise<ServerProcess> {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stopToo = () => child.kill('SIGTERM');
  process.once('exit', stopToo);
  child.once('exit', () => process.off('exit', stopToo));
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      // What a running server prints is read, so that it never waits for us, but kept no longer.
      printed = (printed + String(chunk)).slice(-2_000);
      const found = printed.match(/listening on (http\S+)\s/)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.on('exit', (code) => reject(new Error(`${script} ended with ${code}: ${printed}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.on('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
