#!/usr/bin/env node
// Starts Kith under the Node that the lockfile pins by hash, whatever Node the machine has. Where that is not packaged
// (macOS), under the machine's own, if it is new enough. Runs under old versions of Node too.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = [24, 11];
const main = new URL('../src/main.ts', import.meta.url);

const pinned = findPinned();
if (pinned === process.execPath || (pinned === undefined && isNewEnough())) await import(main.href);
else if (pinned !== undefined) startUnder(pinned);
else {
  console.error(
    `kith: Node ${OLDEST.join('.')} or newer is needed; this is ${process.versions.node}. No Node is packaged for ` +
      `${process.platform}-${process.arch}, or it was left out: run "npm ci" with optional dependencies, or install Node.`,
  );
  process.exitCode = 1;
}

/** The program of the optional dependency for this platform, which npm has checked against package-lock.json. */
function findPinned() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const file = createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/package.json`);
    return realpathSync(join(dirname(file), 'bin', process.platform === 'win32' ? 'node.exe' : 'node'));
  } catch {
    return undefined;
  }
}

function isNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function startUnder(executable) {
  const child = spawn(executable, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) stopWithParent(child);
  child.on('error', (error) => {
    console.error(`kith: the pinned Node cannot be started (${error.message}); run "npm ci" again`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}

/** npm's shell dies of a signal without passing it on: without this, Kith would run on unseen. */
function stopWithParent(child) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
  watch.unref();
}
