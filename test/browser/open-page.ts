import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { browserAdvice, findBrowser } from '../../scripts/browser/find-browser.mjs';

const screenshots = fileURLToPath(new URL('../screenshots', import.meta.url));

/** Nothing that reaches out of the machine, and no sandbox of its own, which containers do not allow. */
const launchFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const sizes = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 360, height: 740 },
} as const;

export interface OpenPage {
  readonly page: Page;
  /** What a page should never cause: requests to elsewhere, dialogs, errors on the console. */
  readonly incidents: string[];
}

/** One browser for all tests of a file. */
export function useBrowser() {
  let browser: Browser | undefined;
  beforeAll(async () => {
    const executablePath = findBrowser({ env: process.env, platform: process.platform });
    if (executablePath === undefined) throw new Error(browserAdvice);
    browser = await chromium.launch({ executablePath, args: launchFlags });
  });
  afterAll(() => browser?.close());

  /** A page in a profile of its own, which is closed after the test. */
  return async (options: BrowserContextOptions = {}): Promise<OpenPage> => {
    if (!browser) throw new Error('the browser is not running');
    const context = await browser.newContext({ viewport: sizes.desktop, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    return { page, incidents: collectIncidents(page) };
  };
}

function collectIncidents(page: Page): string[] {
  const incidents: string[] = [];
  page.on('dialog', async dialog => {
    incidents.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('pageerror', error => incidents.push(`error: ${error.message}`));
  page.on('console', message => incidents.push(`console: ${message.text()}`));
  page.on('request', request => {
    if (new URL(request.url()).hostname !== '127.0.0.1') incidents.push(`request: ${request.url()}`);
  });
  return incidents;
}

/** Keeps a picture of the whole page for people to look at. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
}
