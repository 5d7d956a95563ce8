// What runs is what package-lock.json pins by hash: no package is fetched, or runs code, beside it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const lock = JSON.parse(readFileSync(path('package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };
const manifest = JSON.parse(readFileSync(path('package.json'), 'utf8')) as {
  allowScripts: Record<string, boolean>;
  optionalDependencies: Record<string, string>;
};

/** Says which entries of a lockfile npm would install without a hash to check. */
function withoutHash(packages: Readonly<Record<string, Locked>>): string[] {
  // '' is Kith itself; a link is a folder of this repository.
  return Object.entries(packages).flatMap(([name, { integrity, link }]) =>
    name.startsWith('node_modules/') && !link && !/^sha512-/.test(integrity ?? '') ? [name] : [],
  );
}

test('every package has a hash', () => {
  expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
  expect(withoutHash(lock.packages)).toEqual([]);
  expect(withoutHash({ 'node_modules/x': { version: '1.0.0' } })).toEqual(['node_modules/x']);
});

test('no package is allowed to run code when it is installed', () => {
  expect(Object.values(manifest.allowScripts)).not.toContain(true);
});

const pinned = manifest.optionalDependencies[`node-${process.platform}-${process.arch}`];
test.skipIf(pinned === undefined)('the Node that runs is one of those packages', () => {
  expect(process.versions.node).toBe(pinned);
});
