import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const EXECUTABLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Whether this machine has a browser; tests that need one are skipped otherwise. */
export const HAS_BROWSER = EXECUTABLE !== undefined;
if (!HAS_BROWSER)
  console.warn('No Chromium here (Debian: apt-get install chromium): pages are not tried in a browser.');

/** A headless browser that talks to nobody but the pages it is shown. */
export function launchBrowser(): Promise<Browser> {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
  const args = ['--no-sandbox', '--disable-gpu', '--disable-sync', ...quiet];
  return chromium.launch({ executablePath: EXECUTABLE ?? '', args });
}
