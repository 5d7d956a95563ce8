// Every screen of the console in a real browser: nothing that axe finds wrong in light, dark and right to left, nothing cut off on
// a narrow screen, one heading, and no complaint of the browser.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAS_BROWSER } from '../support/browser.ts';
import { fill, foundDuplicates, open, openScene, type Scene, violations } from '../support/console-scene.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const CSV = 'First Name,Last Name,Email\nOlu,Adeyemi,olu@example.org\nZoë,Rivera,zoe.rivera@example.org\n';

describe.skipIf(!HAS_BROWSER)('screens', () => {
  let scene: Scene;
  let paths: string[];
  beforeAll(async () => {
    scene = await openScene();
    const { zoe, twin } = await fill(scene);
    const other = (await scene.api.send('POST', '/constituents', { first_name: 'Zoe', last_name: 'Riveira' })).body.id;
    const merge = await scene.api.send('POST', '/merges', { survivor_id: twin, other_ids: [other] });
    const duplicate = await foundDuplicates(scene);
    const file = await scene.api.send('POST', '/imports?filename=people.csv', CSV, { 'content-type': 'text/csv' });
    const sets = (await scene.api.get('/change_sets')).body.data;
    paths = [
      ...['', 'people', 'people?q=nobody+at+all', 'people/new', `people/${zoe}`, `people/${zoe}?tab=giving`],
      ...[`people/${zoe}?tab=notes`, `people/${zoe}?tab=checks`, `people/${zoe}?tab=history`, 'people/1'],
      ...['duplicates', `duplicates/${duplicate}`, 'merges', `merges/${merge.body.id}`, 'imports'],
      ...[`imports/${file.body.id}`, 'exports', 'giving', 'groups', 'history', `history/${sets[0].id}`],
      ...['keys', 'users', 'account', 'nowhere'],
    ];
  });
  afterAll(() => scene?.stop());

  test.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['right to left', { language: 'ar-EG' }],
  ] as const)('are accessible in %s', async (_, options) => {
    const page = await scene.signedIn(options);
    for (const path of paths) {
      await open(page, scene, path);
      expect(await violations(page), path).toEqual([]);
      expect(await page.locator('h1').count(), path).toBe(1);
    }
    await page.context().close();
    expect(scene.complaints).toEqual([]);
  });

  test('fit on a screen of 320 pixels, with tables that scroll in themselves', async () => {
    const page = await scene.signedIn({ width: 320, height: 640 });
    for (const path of paths) {
      await open(page, scene, path);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, path).toBeLessThanOrEqual(320);
    }
    await page.context().close();
  });

  test('are for who is signed in, and what a role may not do is not offered', async () => {
    const visitor = await scene.visit();
    await open(visitor, scene, 'people');
    expect(await visitor.locator('h1').textContent()).toBe('Sign in');
    expect(await violations(visitor)).toEqual([]);
    await visitor.context().close();
  });
});
