// A coordinator's day in a real browser: signs in, imports a messy file, repairs it, undoes it, imports it again, decides about
// duplicates, merges and takes the merge back, edits beside a colleague, exports. And what people type never runs.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAS_BROWSER } from '../support/browser.ts';
import { fill, foundDuplicates, open, openScene, type Scene } from '../support/console-scene.ts';
import { ADMIN_PASSWORD } from '../support/kith.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const MESSY = [
  'First Name,Last Name,Email Address,Birthday',
  'Ifeoma,Balogun,ifeoma@example.org,14/03/1984',
  'Mei,Tanaka,mei@example.org,31/02/1991',
  'Olu,Adeyemi,olu@example.org,28/02/1990',
].join('\n');

const CHOIR = { filter: { field: 'groups', op: 'any_of', value: ['Choir'] }, total: 'exact' };

describe.skipIf(!HAS_BROWSER)('a day', () => {
  let scene: Scene;
  let page: Page;
  let people: Awaited<ReturnType<typeof fill>>;
  beforeAll(async () => {
    scene = await openScene();
    people = await fill(scene);
  });
  afterAll(() => scene?.stop());

  const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
  const inDialog = (name: string | RegExp) => page.getByRole('dialog').getByRole('button', { name });
  const total = async () => (await scene.api.get('/constituents?total=exact&limit=1')).body.total as number;

  test('begins with signing in, by keyboard alone', async () => {
    page = await scene.visit();
    await page.getByLabel('E-mail address').waitFor();
    await page.keyboard.type('admin@riverbend.example');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('The e-mail address or the password is wrong.').waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(ADMIN_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Hello Priya' }).waitFor();
    const session = (await page.context().cookies()).find(({ name }) => name === 'kith_session');
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/v1' });
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(session?.value);
  });

  test('a file is imported, repaired, undone, and imported again', async () => {
    const before = await total();
    await open(page, scene, 'imports');
    const chooser = page.waitForEvent('filechooser');
    await button('Choose a file').click();
    await (await chooser).setFiles({ name: 'spring.csv', mimeType: 'text/csv', buffer: Buffer.from(MESSY) });
    await page.getByRole('heading', { name: 'spring.csv' }).waitFor();
    await button('Check every row').click();
    await page.getByText('This is what would happen. Nothing has changed yet.').waitFor();
    expect(await total()).toBe(before);
    await page.getByRole('link', { name: '1 refused' }).click();
    await button('Correct').click();
    await page.getByRole('dialog').getByLabel('Birthday').fill('28/02/1991');
    await inDialog('Save').click();
    await page.getByText('The row is corrected').waitFor();
    await button('Check again').click();
    await button('Import 3 rows').click();
    await inDialog('Import 3 rows').click();
    await page.getByText('done', { exact: true }).waitFor();
    expect(await total()).toBe(before + 3);
    await button('Undo this import').click();
    await inDialog('Undo this import').click();
    await page.getByText('undone', { exact: true }).waitFor();
    expect(await total()).toBe(before);
  });

  test('duplicates are merged by one key, and the merge is taken back', async () => {
    const group = await foundDuplicates(scene);
    await open(page, scene, `duplicates/${group}`);
    await page.getByRole('heading', { name: 'The same person?' }).waitFor();
    expect(await page.getByRole('row', { name: /Job title/ }).textContent()).toContain('Coach');
    await page.keyboard.press('m');
    await page.getByText('Merged into').waitFor();
    const twin = await scene.api.get(`/constituents/${people.twin}`);
    expect(twin.body.id).toBe(people.zoe);
    await button('Undo').click();
    await page.getByText('The merge is undone.').waitFor();
    expect((await scene.api.get(`/constituents/${people.twin}`)).body.id).toBe(people.twin);
  });

  test('a colleague who was quicker is seen before anything is overwritten', async () => {
    await open(page, scene, `people/${people.zoe}`);
    await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
    await page.getByLabel('Job title').fill('Head coach');
    await scene.api.send('PATCH', `/constituents/${people.zoe}`, { job_title: 'Director' });
    await button('Save').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Director').waitFor();
    expect(await dialog.textContent()).toContain('Head coach');
    await inDialog('Save mine').click();
    await page.getByText('Saved.').waitFor();
    expect((await scene.api.get(`/constituents/${people.zoe}`)).body.job_title).toBe('Head coach');
  });

  test('an address is added without losing the others, and history tells of it', async () => {
    await page.getByRole('button', { name: 'Add: E-mail addresses' }).click();
    await page.getByLabel('Address', { exact: true }).fill('zoe@work.example');
    await button('Save').click();
    await page.getByText('zoe@work.example').first().waitFor();
    const emails = (await scene.api.get(`/constituents/${people.zoe}`)).body.email_addresses;
    expect(emails.map(({ address }: { address: string }) => address)).toEqual(
      expect.arrayContaining(['zoe.rivera@example.org', 'zoe@work.example']),
    );
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText('zoe@work.example').first().waitFor();
  });

  test('the list is narrowed, walked by keys, and exported as it is shown', async () => {
    await open(page, scene, 'people');
    await page.getByRole('button', { name: /^Choir/ }).click();
    await page.getByText('group is any of Choir · 1 person').waitFor();
    await page.reload();
    await page.getByText('group is any of Choir · 1 person').waitFor();
    await page.getByRole('row', { name: /Rivera/ }).focus();
    await page.keyboard.press('x');
    await page.getByText('1 person selected').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Zoë Rivera' }).waitFor();
    await page.goBack();
    await button('Export these').click();
    const download = page.waitForEvent('download');
    await button('Make the file').click();
    const csv = await readFile(await (await download).path(), 'utf8');
    expect(csv.trim().split(/\r?\n/)).toHaveLength(2);
    expect(csv).toContain('zoe.rivera@example.org');
  });

  test('many are put into a group, told beforehand and taken back', async () => {
    await open(page, scene, 'people?q=o');
    for (const name of [/Boateng/, /Nowak/]) {
      await page.getByRole('row', { name }).focus();
      await page.keyboard.press('x');
    }
    await button('Groups…').click();
    await page.getByRole('dialog').getByRole('button', { name: /Group/ }).click();
    await page.getByRole('option', { name: 'Choir' }).click();
    await page.getByText('2 people change, 0 are so already.').waitFor();
    await inDialog('Change 2 people').click();
    await page.getByText('2 people changed.').waitFor();
    const choir = async () => (await scene.api.send('POST', '/constituents/query', CHOIR)).body.total;
    expect(await choir()).toBe(3);
    await button('Undo').click();
    await page.getByText('2 changes are taken back.').waitFor();
    expect(await choir()).toBe(1);
  });

  test('anything is found from anywhere', async () => {
    await open(page, scene, 'history');
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('dialog').getByRole('searchbox').waitFor();
    await page.keyboard.type('boateng');
    await page.getByRole('menuitem', { name: /Ama Boateng/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ama Boateng' }).waitFor();
  });

  test('what somebody typed never runs', async () => {
    const script = '<img src=x onerror="document.title=\'stolen\'"><script>document.title="stolen"</script>';
    const texts = ['first_name', 'last_name', 'org_name', 'job_title', 'nick_name', 'salutation', 'occupation'];
    const made = await scene.api.send('POST', '/constituents', {
      ...Object.fromEntries(texts.map((name) => [name, script])),
      phone_numbers: [{ number: script }],
      street_addresses: [{ street: script, city: script }],
      web_addresses: [{ url: `javascript:document.title='stolen'` }],
      external_ids: { [script.slice(0, 40)]: script.slice(0, 100) },
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const { id } = made.body;
    await scene.api.send('POST', '/notes', { constituent_id: id, text: script, original_date: '2026-05-01' });
    await scene.api.send('POST', '/groups', { name: script });
    await scene.api.send('POST', '/keys', { name: script, scopes: ['people:read'] });
    const csv = `First Name,${script.replaceAll('"', '')}\n${script.replaceAll('"', '')},x\n`;
    const file = await scene.api.send('POST', '/imports?filename=x.csv', csv, { 'content-type': 'text/csv' });
    const paths = [
      'people',
      `people/${id}`,
      `people/${id}?tab=notes`,
      `people/${id}?tab=history`,
      `imports/${file.body.id}`,
    ];
    for (const path of [...paths, 'groups', 'keys', 'history', 'imports']) {
      await open(page, scene, path);
      expect(await page.title(), path).toContain('· Kith');
      expect(await page.title(), path).not.toBe('stolen');
      expect(await page.locator('main img').count(), path).toBe(0);
      expect(await page.locator('main a[href^="javascript:"]').count(), path).toBe(0);
    }
    expect(scene.complaints).toEqual([]);
  });

  test('ends with signing out', async () => {
    await button(/Priya/).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});
