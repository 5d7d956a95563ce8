// Paths begin with what a dialect declares, or with the name of an organization: which of the two is said in one place.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setUpOrganization } from '../src/cli/set-up-organization.ts';
import { DIALECTS, RESERVED_SEGMENTS } from '../src/http/dialects.ts';
import { buildServer } from '../src/http/server.ts';
import { startKith, type TestKith } from './support/kith.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

const person = { email: 'admin@new.example', password: 'a secret of the tests', name: 'New School' };

test.each([...RESERVED_SEGMENTS])('no organization is called %s', async (slug) => {
  await expect(setUpOrganization(kith.app, { ...person, slug })).rejects.toMatchObject({ code: 'slug_reserved' });
});

test('every route begins with a segment that its dialect declares, or with an organization', async () => {
  const server = await buildServer(kith.app);
  const routes: string[] = [];
  for (const line of server.printRoutes({ commonPrefix: false }).split('\n')) {
    // Everything is below the root, which has a route of its own.
    const first = /^ {4}[├└]── ([^/\s(]*)/.exec(line)?.[1];
    if (first !== undefined) routes.push(first);
  }
  await server.close();
  expect(routes.length).toBeGreaterThan(5);
  expect(routes.filter((first) => !first.startsWith(':') && !RESERVED_SEGMENTS.has(first))).toEqual([]);
});

test.each([...RESERVED_SEGMENTS])('/%s/site/… belongs to no organization', async (segment) => {
  const path = `/${segment}/site/CRConsAPI?method=loginTest`;
  const owner = DIALECTS.find(({ owns }) => owns(path.split('?', 1)[0] ?? '', {}));
  const answer = await fetch(kith.url + path);
  // The console has a page for every address of its own.
  if (segment === 'console') expect(await answer.text()).toContain('<title>Kith</title>');
  else expect([401, 404]).toContain(answer.status);
  if (owner?.name !== 'luminate' && segment !== 'console') expect(await answer.text()).not.toContain('errorResponse');
});
