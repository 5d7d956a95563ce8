// The page behind an information request, in a real browser as a phone shows it, without scripts.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_BROWSER, launchBrowser } from '../support/browser.ts';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
let browser: Browser;

describe.skipIf(!HAS_BROWSER)('capture page', () => {
  beforeAll(async () => {
    kith = await startKith({ sandbox: true });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await kith?.stop();
  });

  const oho = async (method: string, path: string, body?: unknown) => {
    const headers = { ...kith.basic, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${kith.url}/api${path}`, { method, headers, ...sent });
    return (await response.json()) as { id: number; url: string; status: string };
  };

  test('fits the narrowest phone, is filled in by its labels, and is sent', async () => {
    const items = [
      { type: 'nswwwc' },
      { group: 'right_to_work', any_of: ['visa', 'birth_certificate', 'passport_au'] },
    ];
    await oho('POST', '/screening_packages', { code: 'care-std', name: 'Care worker', items });
    const person = { first_name: 'Noor', last_name: 'Haddad', email: 'noor@example.org' };
    const { id, url } = await oho('POST', '/icrs', { screening_package_code: 'care-std', constituent: person });
    const page = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    await page.goto(url);
    for (const box of await page.locator('main *:visible').all()) {
      const place = await box.boundingBox();
      expect((place?.x ?? 0) + (place?.width ?? 0)).toBeLessThanOrEqual(320);
    }
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('asks you for information');

    await page.getByLabel('Your date of birth').fill('1991-11-30');
    const check = page.getByRole('group', { name: 'NSW Working with Children Check' });
    await check.getByLabel('Number on the card or document').fill('WWC1234567E');
    const right = page.getByRole('group', { name: /right to work/ });
    await right.getByLabel('Australian passport').check();
    await right.getByLabel('Number on the card or document').fill('PA1234567');
    const picture = { name: 'passport.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };
    await right.getByLabel('Picture of it').setInputFiles(picture);
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('Thank you');
    expect((await oho('GET', `/icrs/${id}`)).status).toBe('submitted');
    await page.close();
  });
});
