import { expect, test } from 'vitest';
import { call, createClock, exampleItem, exampleOrder, openSandbox, send } from './sandbox-client.ts';

async function openPoorSandbox(options: Parameters<typeof openSandbox>[0] = {}) {
  const sandbox = await openSandbox({ creditCents: 12_24, ...options });
  const answer = await call(sandbox, exampleOrder);
  return { sandbox, answer, url: String(answer.json.url) };
}

test('asks for payment with HTTP 402 when the credit is a cent short', async () => {
  const { sandbox, answer } = await openPoorSandbox();
  expect(answer).toEqual({
    status: 402,
    json: {
      order_id: 73,
      status: 402,
      message: 'Payment required',
      invoice_id: 501,
      amount: '12.25',
      currency: 'EUR',
      url: `${sandbox.accountUrl}invoices/501`,
    },
  });
  expect(sandbox.creditCents()).toBe(12_24);
  expect((await call(sandbox, { action: 'server_list' })).json).toEqual([]);
});

test('spends the last cent of the credit', async () => {
  const sandbox = await openSandbox({ creditCents: 12_24 });
  sandbox.addCredit(1);
  expect((await call(sandbox, exampleOrder)).status).toBe(200);
  expect(sandbox.creditCents()).toBe(0);
});

test('shows an unpaid order as 402, at the top and in its items', async () => {
  const { sandbox } = await openPoorSandbox();
  const { status, json } = await call(sandbox, { action: 'order_status', order_id: 73 });
  expect(status).toBe(200);
  expect(json).toMatchObject({ status: 402, invoice_id: 501, order_items: [{ id: 1293, status: 402 }] });
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
