import { describe, expect, it } from 'vitest';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { markup } from './full-account.ts';
import { measurePage } from './measure-page.ts';
import { openCard } from './open-card.ts';
import { takeScreenshot, useBrowser } from './open-page.ts';

const openPage = useBrowser();

/** What the tools answer in the course of some orders, as the sandbox plays them. */
async function playStories() {
  const sandbox = await openSandbox({ creditCents: 25_00, provisioningMs: 0 });
  const { call } = await openServer({ settings: createSettings(sandbox, { priceList: sandbox.priceList }) });
  const two = { items: [createItem('web-1'), createItem('web-2')], reference: 'Shop, spring 2026' };
  const planned = await call('order_create', { ...two, dry_run: true });
  await call('order_create', two);
  const ready = await call('order_status', { order_id: 73 });
  const unpaid = await call('order_create', { ...createOrder('mail'), idempotency_key: 'mail' });
  sandbox.setFault('order_create', { name: 'reset-before' });
  const unknown = await call('order_create', createOrder('backup'));
  const list = await call('order_list');
  const missing = await call('order_status', { order_id: 99 });
  return { planned, ready, unpaid, unknown, list, missing };
}

const looks = {
  light: { viewport: { width: 720, height: 600 }, colorScheme: 'light' },
  dark: { viewport: { width: 720, height: 600 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 280, height: 1_000 }, colorScheme: 'light' },
} as const;

describe.each(Object.entries(looks))('the card, %s', (name, look) => {
  it('fits, can be read, and connects to nothing', async () => {
    const card = await openCard(openPage, { look, hostContext: { theme: look.colorScheme } });
    for (const [story, result] of Object.entries(await playStories())) {
      await card.show(result);
      await takeScreenshot(card.page, `card-${story}-${name}`);
      const { overflow, leastContrast, buttonHeights, headings, smallestTextPx } = await measurePage(
        card.frame,
      );
      expect.soft(overflow, `${story} is wider than the window`).toBe(0);
      expect.soft(leastContrast.ratio, `${story}: "${leastContrast.text}"`).toBeGreaterThanOrEqual(4.5);
      expect.soft(smallestTextPx, story).toBeGreaterThanOrEqual(13);
      for (const height of buttonHeights) expect.soft(height, story).toBeGreaterThanOrEqual(44);
      expect.soft(headings[0], story).toBe(1);
    }
    expect(card.incidents).toEqual([]);
  });
});

const url = 'https://pay.example/invoices/501';
const payment = { kind: 'invoice', invoice_id: 501, amount: '12.25', currency: 'EUR', url };
const unpaid = { outcome: 'payment_required', order_id: 73, payment, next_step: 'Ask the person to pay.' };
const ready = {
  outcome: 'ok',
  ready: true,
  order: { order_id: 73, state: 'accepted' },
  servers: [{ name: 'web-1', ipv4: '192.0.2.1', ip_addresses: ['2001:db8::1'], state: 'running' }],
  next_step: 'Tell the person the addresses.',
};

describe('the card', () => {
  it('opens the payment page through the host, and has its address in a field', async () => {
    const card = await openCard(openPage);
    await card.show(unpaid);
    const field = card.frame.getByRole('textbox', { name: 'Address of the payment page' });
    expect(await field.inputValue()).toBe(url);
    await card.frame.getByRole('button', { name: 'Open the payment page' }).click();
    await expect.poll(() => card.read('opened')).toEqual([url]);
    expect(await card.frame.getByText('Copy the address:').count()).toBe(0);
  });

  it('says what to do where the host opens no page after all', async () => {
    const card = await openCard(openPage, { refusesLinks: true });
    await card.show(unpaid);
    await card.frame.getByRole('button').click();
    await card.frame.getByText('Copy the address:').waitFor();
    expect(await card.frame.getByRole('textbox').inputValue()).toBe(url);
  });

  it.each([
    ['the host opens no links', {}, payment],
    [
      'the operator did not name the host of the page',
      { openLinks: {} },
      { ...payment, url_untrusted: true },
    ],
  ])('has the address alone where %s', async (_, capabilities, shown) => {
    const card = await openCard(openPage, { capabilities });
    await card.show({ ...unpaid, payment: shown });
    expect(await card.frame.getByRole('button').count()).toBe(0);
    expect(await card.frame.getByRole('textbox').inputValue()).toBe(url);
    const warned = await card.frame.getByText('The operator did not name this host').count();
    expect(warned).toBe('url_untrusted' in shown ? 1 : 0);
  });

  it('has no button but the ones that open payment pages, and asks nothing else of the host', async () => {
    const card = await openCard(openPage);
    const orders = [
      { order_id: 74, state: 'payment_required', payment },
      { order_id: 73, state: 'accepted' },
    ];
    for (const result of [...Object.values(await playStories()), { ...unpaid, orders }]) {
      await card.show(result);
      for (const button of await card.frame.getByRole('button').all())
        expect(await button.textContent()).toBe('Open the payment page');
      expect(await card.frame.locator('a, form, select, input:not([readonly])').count()).toBe(0);
    }
    const calls = new Set((await card.read('calls')) as string[]);
    expect([...calls]).toEqual([
      'ui/initialize',
      'ui/notifications/initialized',
      'ui/notifications/size-changed',
    ]);
  });

  it('shows whatever a result says as text', async () => {
    const card = await openCard(openPage);
    const items = [{ id: 1, reference: markup, state: markup }];
    await card.show({
      outcome: markup,
      order: { order_id: markup, order_items: items },
      servers: [{ name: markup, ipv4: markup }],
      orders: [{ order_id: 1, reference: markup, payment: { ...payment, amount: markup, url: markup } }],
      unresolved: [{ items: [markup], state: markup }],
      warnings: [markup],
      next_step: markup,
    });
    expect(await card.frame.getByText(markup).count()).toBeGreaterThan(5);
    expect(await card.frame.locator('main').locator('b, img, script').count()).toBe(0);
    expect(card.incidents).toEqual([]);
  });

  it('shows servers with their addresses, and what is not ready yet', async () => {
    const card = await openCard(openPage);
    await card.show(ready);
    const readTexts = () => card.frame.locator('h1, strong, h2, span').allTextContents();
    const servers = ['Servers', 'web-1', '192.0.2.1, 2001:db8::1', 'running'];
    const next = ['Next', ready.next_step];
    expect(await readTexts()).toEqual(['Order 73', 'ready', ...servers, ...next]);
    const order_items = [{ id: 2, reference: 'web-2', state: 'accepted' }];
    await card.show({ ...ready, ready: false, order: { ...ready.order, order_items } });
    const items = ['Items', 'web-2', 'accepted'];
    expect(await readTexts()).toEqual(['Order 73', 'accepted', ...servers, ...items, ...next]);
  });

  it('shows what an estimate leaves out, and what it is next to the invoice', async () => {
    const card = await openCard(openPage);
    const estimate = {
      amount: '24.50',
      currency: 'EUR',
      period_days: 30,
      tax: 'excluded',
      missing: ['os', 'ipv4'],
    };
    const invoice_check = { estimated: '24.50', invoiced: '27.00', currency: 'EUR', difference: '2.50' };
    await card.show({ outcome: 'ordered', order_id: 73, estimate, invoice_check, next_step: 'Wait.' });
    const estimated = ['Estimate', '24.50 EUR', 'for 30 days', 'tax excluded', 'without os, ipv4'];
    const invoiced = ['Invoice', '27.00 EUR', 'estimated 24.50'];
    expect(await card.frame.locator('h2, span').allTextContents()).toEqual([
      ...estimated,
      ...invoiced,
      'Next',
      'Wait.',
    ]);
  });

  it('follows the theme and the colours of its host, at the start and later', async () => {
    const variables = { '--color-background-primary': 'light-dark(rgb(1, 2, 3), rgb(4, 5, 6))' };
    const card = await openCard(openPage, { hostContext: { theme: 'dark', styles: { variables } } });
    const readBackground = () => card.frame.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await readBackground()).toBe('rgb(4, 5, 6)');
    await card.tell('sendHostContextChange', { theme: 'light' });
    await expect.poll(readBackground).toBe('rgb(1, 2, 3)');
  });

  it('reads a result that comes as text alone, and tells of a call that was stopped', async () => {
    const card = await openCard(openPage);
    await card.show({ content: [{ type: 'text', text: JSON.stringify(ready) }] });
    expect(await card.frame.getByText('192.0.2.1').count()).toBe(1);
    await card.tell('sendToolCancelled', { reason: 'the person stopped it' });
    await card.frame.getByText('stopped', { exact: true }).waitFor();
  });

  it('answers when the host takes it down', async () => {
    const card = await openCard(openPage);
    await card.tell('teardownResource', {});
    expect(card.incidents).toEqual([]);
  });
});
