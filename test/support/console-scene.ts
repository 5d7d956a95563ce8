// The console in a real browser, over a real server with people, gifts and duplicates in it.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { vi } from 'vitest';
import { keyOf, nativeClient } from '../contract/native/client.ts';
import { launchBrowser } from './browser.ts';
import { ADMIN_PASSWORD, type StartOptions, startKith, type TestKith } from './kith.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export interface Scene {
  readonly kith: TestKith;
  readonly browser: Browser;
  readonly api: ReturnType<typeof nativeClient>;
  /** A new browser with nobody signed in. */
  visit(options?: VisitOptions): Promise<Page>;
  /** A new browser in which the administrator has signed in. */
  signedIn(options?: VisitOptions): Promise<Page>;
  /** What browsers have complained of so far: errors of scripts, and what the content security policy kept away. */
  readonly complaints: string[];
  stop(): Promise<void>;
}

interface VisitOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly language?: string;
  readonly width?: number;
  readonly height?: number;
}

const ADMIN = 'admin@riverbend.example';

export async function openScene(options: StartOptions = {}): Promise<Scene> {
  // As it is served: this process would make a build for tests.
  await promisify(execFile)(process.execPath, ['console/build.ts'], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const kith = await startKith({ worker: true, ...options });
  const browser = await launchBrowser();
  const complaints: string[] = [];
  const visit = async ({
    colorScheme = 'light',
    language = 'en-US',
    width = 1280,
    height = 800,
  }: VisitOptions = {}) => {
    const context = await browser.newContext({ colorScheme, locale: language, viewport: { width, height } });
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // Chromium says so of every answer that is no success.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    await page.goto(`${kith.url}/console/`);
    return page;
  };
  return {
    ...{ kith, browser, visit, complaints, api: nativeClient(kith.url, keyOf(kith)) },
    signedIn: async (given) => {
      const page = await visit(given);
      await page.locator('input[type=email]').fill(ADMIN);
      await page.locator('input[type=password]').fill(ADMIN_PASSWORD);
      await page.locator('button[type=submit]').click();
      await page.locator('nav').waitFor();
      return page;
    },
    stop: async () => {
      await browser.close();
      await kith.stop();
    },
  };
}

/** Opens a screen and waits until it shows what it has. */
export async function open(page: Page, scene: Scene, path: string): Promise<void> {
  await page.goto(`${scene.kith.url}/console/${path}`);
  await settled(page);
}

/** Nothing is being loaded any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  const isLoading = () => page.locator('.spinner').count();
  await vi.waitFor(
    async () => {
      if ((await isLoading()) > 0) throw new Error('Still loading');
    },
    { timeout: 10_000 },
  );
}

/** What axe finds wrong, a line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  const run = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`;
  const found: readonly { id: string; nodes: readonly { html: string }[] }[] = await page.evaluate(run);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** People, a pair of duplicates, gifts, a note, a group and an import that waits. Returns the ids that screens are opened with. */
export async function fill({ api }: Scene) {
  const create = async (path: string, body: object) => (await api.send('POST', path, body)).body;
  const group = await create('/groups', { name: 'Choir' });
  const zoe = await create('/constituents', {
    ...{ first_name: 'Zoë', last_name: 'Rivera', birth_date: '1990-02-28', active: true, job_title: 'Coach' },
    email_addresses: [{ address: 'zoe.rivera@example.org', type: 'Home' }],
    phone_numbers: [{ number: '312 555 0143', type: 'Mobile' }],
    street_addresses: [{ street: '4 Mill Lane', city: 'Springfield', state: 'IL', postal_code: '62701', type: 'Home' }],
    groups: [{ group: { id: group.id } }],
  });
  const twin = await create('/constituents', {
    ...{ first_name: 'Zoe', last_name: 'Rivera', birth_date: '1990-02-28', job_title: 'Teacher' },
    email_addresses: [{ address: 'zoe.rivera@example.org', type: 'Work' }],
  });
  for (const [first_name, last_name] of NAMES) await create('/constituents', { first_name, last_name });
  for (const [received_amount, received_date] of GIFTS)
    await create('/gifts', { constituent_id: zoe.id, gift_type: 'Gift', received_amount, received_date });
  await create('/notes', { constituent_id: zoe.id, text: 'Likes tea', original_date: '2026-05-01' });
  return { zoe: zoe.id as number, twin: twin.id as number, group: group.id as number };
}

const NAMES = [
  ['Ama', 'Boateng'],
  ['Noor', 'Haddad'],
  ['Lucía', 'Ortega'],
  ['Marek', 'Nowak'],
  ['Ines', 'Duarte'],
] as const;

const GIFTS = [
  ['40.00', '2024-05-01'],
  ['60.00', '2025-12-24'],
  ['25.50', '2026-03-09'],
] as const;

/** Waits until duplicates are found; returns the id of the first group. */
export async function foundDuplicates({ api }: Scene): Promise<number> {
  await api.send('POST', '/matching/scan');
  const first = async () => {
    const [group] = (await api.get('/duplicates')).body.data;
    if (!group) throw new Error('No duplicates yet');
    return group.id;
  };
  return vi.waitFor(first, { timeout: 30_000, interval: 200 });
}
