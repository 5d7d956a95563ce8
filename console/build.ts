// Builds the console into console/dist, which the server serves. Skipped when nothing has changed since the last time, and where
// Vite is not installed (`npm ci --omit=dev`).
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const ROOT = import.meta.dirname;
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.built-from');

/** Everything that the files are made of. */
const SOURCES = ['src', 'public', 'index.html', 'package.json', 'vite.config.ts', '../sdk/src', '../package-lock.json'];

function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  const found = readdirSync(path, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(ROOT, source);
    const files = existsSync(path) && !/\.\w+$/.test(source) ? filesIn(path).toSorted() : [path];
    for (const file of files) hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Text is stored compressed as well: the server has no time for the best compression at each request. */
function compress(): void {
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  for (const file of filesIn(join(DIST, 'assets')).filter((name) => /\.(js|css|svg)$/.test(name))) {
    const bytes = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, best));
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

async function buildConsole(): Promise<void> {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  const vite = await import('vite').catch(() => undefined);
  if (!vite) {
    console.log('The console is not built: Vite is not installed. "npm ci" without --omit=dev installs it.');
    return;
  }
  await vite.build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' });
  compress();
  writeFileSync(STAMP, wanted);
}

await buildConsole();
