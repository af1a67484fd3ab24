import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { call, exampleOrder, openSandbox } from '../sandbox/sandbox-client.ts';
import { openFullAccount } from './full-account.ts';
import { measurePage } from './measure-page.ts';
import { useBrowser } from './open-page.ts';

const openPage = useBrowser();

/** Where an element lies in the page, in whole CSS pixels. */
async function edgesOf(element: Locator) {
  const box = await element.boundingBox();
  if (!box) throw new Error('the element is not shown');
  return {
    left: Math.round(box.x),
    right: Math.round(box.x + box.width),
    top: Math.round(box.y),
    bottom: Math.round(box.y + box.height),
  };
}

it('keeps the header bar in the column of the content', async () => {
  const pages = await openFullAccount();
  const { page } = await openPage();
  await page.goto(pages.account);
  const content = await edgesOf(page.getByRole('region', { name: 'Credit' }));
  expect((await edgesOf(page.getByRole('link', { name: 'Sandbox provider' }))).left).toBe(content.left);
  expect((await edgesOf(page.getByText('No real money'))).right).toBe(content.right);
});

describe.each([280, 400, 1280])('at a width of %i pixels', width => {
  const viewport = { width, height: 740 };

  it('centres the state of an invoice on its title', async () => {
    const pages = await openFullAccount();
    const { page } = await openPage({ viewport });
    await page.goto(pages['invoice to be paid']);
    const title = await edgesOf(page.getByRole('heading', { level: 1 }));
    const badge = await edgesOf(page.locator('h1 + .badge'));
    expect(title.bottom - title.top, 'one line').toBeLessThan(40);
    expect(Math.abs(title.top + title.bottom - badge.top - badge.bottom)).toBeLessThanOrEqual(2);
  });

  it('lines up the list of invoices', async () => {
    const pages = await openFullAccount();
    const { page } = await openPage({ viewport });
    await page.goto(pages.account);
    const invoices = await page.getByRole('region', { name: 'Invoices' }).getByRole('article').all();
    const rows = await Promise.all(
      invoices.map(async invoice => ({
        title: await edgesOf(invoice.getByRole('heading')),
        amount: await edgesOf(invoice.getByText('EUR')),
        badge: await edgesOf(invoice.locator('.badge')),
      })),
    );
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(new Set(rows.map(({ amount }) => amount.right)).size).toBe(1);
    expect(new Set(rows.map(({ badge }) => badge.right)).size).toBe(1);
    for (const { title, badge } of rows) {
      expect(title.bottom - title.top, 'one line').toBeLessThan(30);
      expect(badge.top, 'beside the title').toBeLessThan(title.bottom);
    }
  });

  it('puts the state of an item to the right of its name, on both pages', async () => {
    const pages = await openFullAccount();
    const { page } = await openPage({ viewport });
    for (const url of [pages.account, pages['invoice paid']]) {
      await page.goto(url);
      const item = page.getByRole('listitem').filter({ hasText: 'mail' });
      const name = await edgesOf(item.getByText('mail'));
      const badge = await edgesOf(item.locator('.badge'));
      expect(badge.right).toBe((await edgesOf(item)).right);
      expect(badge.top).toBeLessThan(name.bottom);
    }
  });
});

it('fits a narrow window with the largest sums', async () => {
  const sandbox = await openSandbox({ creditCents: 0 });
  await call(sandbox, exampleOrder);
  sandbox.addCredit(10_000_000_00);
  const { page } = await openPage({ viewport: { width: 280, height: 740 } });
  for (const url of [sandbox.accountUrl, `${sandbox.accountUrl}invoices/501`]) {
    await page.goto(url);
    expect((await measurePage(page)).overflow, url).toBe(0);
  }
});
