import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  call,
  createClock,
  exampleItem,
  exampleOrder,
  openPoorSandbox,
  openSandbox,
  send,
} from './sandbox-client.ts';

const markup = `"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;`;

test('shows names and references as text, on both pages', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ creditCents: 13_00, now: clock.now });
  const items = [{ ...exampleItem, name: markup }];
  await call(sandbox, { ...exampleOrder, items });
  await call(sandbox, { ...exampleOrder, items, reference: markup });
  clock.advance(3_000);
  for (const url of [sandbox.accountUrl, `${sandbox.accountUrl}invoices/501`]) {
    const { text } = await send(url, { method: 'GET' });
    expect(text).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<img');
    expect(text).toContain('&#34;&#39;&#62;');
    expect(text).toContain('&#38;amp;');
  }
});

test('marks control, invisible and direction-changing characters', async () => {
  const sandbox = await openSandbox({ creditCents: 0 });
  await call(sandbox, {
    ...exampleOrder,
    items: [{ ...exampleItem, name: 'a\u202eb\u001b[2Jc\u200bd\u{e0041}e\ud800f' }],
  });
  const { text } = await send(`${sandbox.accountUrl}invoices/501`, { method: 'GET' });
  expect(text).toContain('a\ufffdb\ufffd[2Jc\ufffdd\ufffde\ufffdf');
});

test('shows credit, orders, items, servers and invoices of the account', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ creditCents: 13_00, now: clock.now });
  const empty = await send(sandbox.accountUrl, { method: 'GET' });
  expect(empty.text).toContain('None yet.');
  await call(sandbox, exampleOrder);
  await call(sandbox, { ...exampleOrder, items: [{ ...exampleItem, name: 'unpaid one' }] });
  clock.advance(3_000);
  const { status, text } = await send(sandbox.accountUrl, { method: 'GET' });
  expect(status).toBe(200);
  for (const part of [
    '0.75 EUR',
    'Order 73',
    'Order 74',
    'Ready',
    'unpaid one',
    'To be paid',
    '192.0.2.1',
    'running',
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toContain(`href="${new URL(sandbox.accountUrl).pathname}invoices/501">Invoice 501</a>`);
  expect(text.indexOf('Order 74')).toBeLessThan(text.indexOf('Order 73'));
});

test('says a sum once, and once more on the button', async () => {
  const sandbox = await openSandbox({ creditCents: 0 });
  await call(sandbox, exampleOrder);
  await call(sandbox, { ...exampleOrder, items: [exampleItem, { ...exampleItem, name: 'second' }] });
  const sumsOf = async (invoiceId: number) => {
    const { text } = await send(`${sandbox.accountUrl}invoices/${invoiceId}`, { method: 'GET' });
    return text.match(/[\w.]+ [\d.]+ EUR|[\d.]+ EUR/g);
  };
  expect(await sumsOf(501)).toEqual(['12.25 EUR', 'Pay 12.25 EUR']);
  expect(await sumsOf(502)).toEqual(['24.50 EUR', '12.25 EUR', '12.25 EUR', 'Pay 24.50 EUR']);
  sandbox.pay(501);
  expect(await sumsOf(501)).toEqual(['12.25 EUR']);
});

test('lets a page load nothing, run nothing and be framed by nobody', async () => {
  const sandbox = await openSandbox();
  const { headers, text } = await send(sandbox.accountUrl, { method: 'GET' });
  const style = /<style>(.*)<\/style>/s.exec(text)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(text).not.toMatch(/<script|<link|<img|@import|url\(|style="/);
  expect(text).toContain('<html lang="en">');
  expect(text).toContain('name="viewport"');
});

test('never takes a visit for a payment', async () => {
  const { sandbox, url } = await openPoorSandbox();
  for (const method of ['GET', 'HEAD']) {
    const page = await send(url, { method });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  }
  expect(sandbox.orders()[0]?.status).toBe(402);
});

test('sets the order going when the button is pressed, and leads back to the page', async () => {
  const clock = createClock();
  const { sandbox, url } = await openPoorSandbox({ now: clock.now });
  clock.advance(60_000);
  expect((await send(url, { method: 'GET' })).text).toContain('<button type="submit">Pay 12.25 EUR</button>');
  const reply = await send(url);
  expect([reply.status, reply.headers.location]).toEqual([303, new URL(url).pathname]);
  expect(sandbox.orders()[0]).toMatchObject({ status: 200, message: 'Order is being processed' });
  expect(sandbox.orders()[0]).not.toHaveProperty('invoice_id');
  expect(sandbox.creditCents()).toBe(12_24);

  const paidPage = await send(url, { method: 'GET' });
  expect(paidPage.text).toContain('Paid on <time datetime="2026-03-01T10:01:00.000Z">');
  expect(paidPage.text).not.toContain('<button');
  clock.advance(2_999);
  expect((await call(sandbox, { action: 'server_list' })).json).toEqual([]);
  clock.advance(1);
  expect((await call(sandbox, { action: 'server_list' })).json).toHaveLength(1);
});

test('says on the paid page how the order stands now, and where to go', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ creditCents: 0, now: clock.now });
  await call(sandbox, { ...exampleOrder, items: [exampleItem, { ...exampleItem, name: 'second' }] });
  const url = `${sandbox.accountUrl}invoices/501`;
  const readNotice = async () => {
    const { text } = await send(url, { method: 'GET' });
    return /role="status">(.*?)<\/div>/s
      .exec(text)?.[1]
      ?.replace(/<[^>]*>/g, '')
      .trim();
  };
  const notice = (state: string) =>
    `Paid on 2026-03-01 10:00 UTC. Thank you.\n${state} You can close this page and go back to your agent.`;
  expect(await readNotice()).toBeUndefined();
  await send(url);
  expect(await readNotice()).toBe(notice('The servers are being set up.'));
  clock.advance(3_000);
  expect(await readNotice()).toBe(notice('The servers are ready.'));
  await call(sandbox, { action: 'order_cancel', order_id: 73, order_item_id: 1294 });
  expect(await readNotice()).toBe(notice('The server is ready.'));
  await call(sandbox, { action: 'order_cancel', order_id: 73 });
  expect(await readNotice()).toBe(notice('The order is cancelled and runs to the end of the paid time.'));
  clock.advance(31 * 24 * 60 * 60 * 1000);
  expect(await readNotice()).toBe(notice('The order was cancelled and has ended.'));
});

test('is paid once, whoever presses the button again', async () => {
  const clock = createClock();
  const { sandbox, url } = await openPoorSandbox({ now: clock.now });
  sandbox.pay(501);
  clock.advance(3_000);
  expect((await send(url)).status).toBe(303);
  sandbox.pay(501);
  expect(sandbox.orders()[0]?.message).toBe('Ready');
});

test('has no page for an unknown invoice', async () => {
  const { sandbox } = await openPoorSandbox();
  for (const path of ['invoices/502', 'invoices/', 'invoices/501/', 'invoices/x', 'elsewhere']) {
    for (const method of ['GET', 'POST'])
      expect((await send(sandbox.accountUrl + path, { method })).status).toBe(404);
  }
  sandbox.pay(999);
  expect(sandbox.orders()[0]?.status).toBe(402);
});

test('takes cancelled items off the invoice, and payment for none of them', async () => {
  const sandbox = await openSandbox({ creditCents: 0 });
  await call(sandbox, { ...exampleOrder, items: [exampleItem, { ...exampleItem, name: 'second' }] });
  expect(sandbox.orders()[0]?.amount).toBe('24.50');
  await call(sandbox, { action: 'order_cancel', order_id: 73, order_item_id: 1293 });
  expect(sandbox.orders()[0]).toMatchObject({ status: 402, amount: '12.25' });
  const half = await send(`${sandbox.accountUrl}invoices/501`, { method: 'GET' });
  expect(half.text.match(/not charged/g)).toHaveLength(1);
  expect(half.text.match(/>12\.25 EUR</g)).toHaveLength(2);
  await call(sandbox, { action: 'order_cancel', order_id: 73 });
  expect(sandbox.orders()[0]).toMatchObject({ status: 410 });
  sandbox.pay(501);
  expect(sandbox.orders()[0]).toMatchObject({ status: 410 });
  const page = await send(`${sandbox.accountUrl}invoices/501`, { method: 'GET' });
  expect(page.text).toContain('There is nothing to pay.');
  expect(page.text).not.toContain('<button');
  expect(page.text).not.toContain('EUR');
});
