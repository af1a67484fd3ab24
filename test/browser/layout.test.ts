import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { openFullAccount } from './full-account.ts';
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
