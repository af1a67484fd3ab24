import { describe, expect, it } from 'vitest';
import { markup, openFullAccount } from './full-account.ts';
import { measurePage } from './measure-page.ts';
import { sizes, takeScreenshot, useBrowser } from './open-page.ts';

const openPage = useBrowser();

/** Runs in the page: width and colour of the borders of what has a shape, and the colour around it. */
const readBorders = `[...document.querySelectorAll('button, .badge')].map(element => {
  const { borderTopWidth, borderTopColor } = getComputedStyle(element);
  const around = getComputedStyle(document.body).backgroundColor;
  return { widthPx: parseFloat(borderTopWidth), color: borderTopColor, around };
})`;

const looks = Object.entries(sizes).flatMap(([size, viewport]) =>
  (['light', 'dark'] as const).map(colorScheme => ({ size, viewport, colorScheme })),
);

describe.each(looks)('the pages at $size size, $colorScheme', ({ size, viewport, colorScheme }) => {
  it('fit, can be read, and load and run nothing', async () => {
    const pages = await openFullAccount();
    const { page, incidents } = await openPage({ viewport, colorScheme });
    for (const [name, url] of Object.entries(pages)) {
      await page.goto(url);
      await takeScreenshot(page, `${name.replaceAll(' ', '-')}-${size}-${colorScheme}`);
      const { overflow, leastContrast, buttonHeights, headings, smallestTextPx } = await measurePage(page);
      expect.soft(overflow, `${name} is wider than the window`).toBe(0);
      expect.soft(leastContrast.ratio, `${name}: "${leastContrast.text}"`).toBeGreaterThanOrEqual(4.5);
      expect.soft(smallestTextPx, name).toBeGreaterThanOrEqual(13);
      for (const height of buttonHeights) expect.soft(height, name).toBeGreaterThanOrEqual(44);
      expect
        .soft(
          headings.filter(level => level === 1),
          name,
        )
        .toHaveLength(1);
      for (const [index, level] of headings.entries())
        expect.soft(level, `${name}: heading levels`).toBeLessThanOrEqual((headings[index - 1] ?? 0) + 1);
    }
    expect(incidents.filter(incident => !incident.includes('404'))).toEqual([]);
  });
});

describe('the pages', () => {
  it('show names with markup as text', async () => {
    const pages = await openFullAccount();
    const { page, incidents } = await openPage();
    for (const url of [pages.account, pages['invoice to be paid']]) {
      await page.goto(url);
      expect(await page.getByText(markup, { exact: true }).count()).toBeGreaterThan(0);
      expect(await page.locator('main b, main img, main script').count()).toBe(0);
    }
    expect(incidents).toEqual([]);
  });

  it('tell their states in words, with headings and landmarks', async () => {
    const pages = await openFullAccount();
    const { page } = await openPage();
    await page.goto(pages.account);
    expect(await page.title()).toBe('Account – Sandbox provider');
    await expect.poll(() => page.getByRole('main').count()).toBe(1);
    for (const name of ['Orders', 'Servers', 'Invoices'])
      expect(await page.getByRole('region', { name: new RegExp(name) }).count(), name).toBe(1);
    for (const state of ['Ready', 'To be paid', 'Cancelled', 'Paid'])
      expect(await page.getByText(state, { exact: true }).count(), state).toBeGreaterThan(0);
    const answer = await page.goto(pages['invoice unknown']);
    expect(answer?.status()).toBe(404);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Not found');
  });

  it('can be used with the keyboard alone, and show where the focus is', async () => {
    const pages = await openFullAccount();
    const { page } = await openPage();
    await page.goto(pages['invoice to be paid']);
    const focused = page.locator('button:focus-visible');
    for (let presses = 0; presses < 5 && (await focused.count()) === 0; presses++)
      await page.keyboard.press('Tab');
    expect(await focused.textContent()).toBe('Pay 24.50 EUR');
    const outline = 'getComputedStyle(document.activeElement).outlineStyle';
    expect(await page.evaluate<string>(outline)).toBe('solid');
    const corners = 'getComputedStyle(document.activeElement).borderRadius';
    expect(await page.evaluate<string>(corners), 'the shape without focus').toBe('10px');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    const status = page.getByRole('status');
    expect(await status.textContent()).toContain('Paid on');
    expect(await status.textContent()).toContain('The servers are ready. You can close this page');
  });

  it('keep the shape of buttons and badges in forced colours', async () => {
    const pages = await openFullAccount();
    const { page } = await openPage({ forcedColors: 'active' });
    await page.goto(pages['invoice to be paid']);
    await takeScreenshot(page, 'invoice-to-be-paid-forced-colours');
    const borders = await page.evaluate<{ widthPx: number; color: string; around: string }[]>(readBorders);
    expect(borders.length).toBeGreaterThanOrEqual(2);
    for (const { widthPx, color, around } of borders) {
      expect(widthPx).toBeGreaterThan(0);
      expect(color, 'opaque').toMatch(/^rgb\(/);
      expect(color).not.toBe(around);
    }
  });

  it('ask for no second payment when the paid page is loaded again', async () => {
    const pages = await openFullAccount();
    const { page } = await openPage();
    await page.goto(pages['invoice to be paid']);
    await page.getByRole('button').click();
    await page.getByRole('status').waitFor();
    await page.reload();
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.getByText('Paid', { exact: true }).count()).toBe(1);
    expect(await page.title()).toBe('Invoice 501: paid – Sandbox provider');
  });
});
