import { expect, test } from 'vitest';
import { amountCents, renderAmount } from '../../src/sandbox/account.ts';
import { call, createClock, exampleItem, exampleOrder, openSandbox, send } from './sandbox-client.ts';

const dayMs = 24 * 60 * 60 * 1000;

const small = { id: 1293, name: 'a', os: 2, quantity_ram_gb: 1, quantity_cpu: 1, quantity_storage_gb: 10 };

test.each([
  [small, 200 + 100 + 50],
  [{ ...small, features: { ipv4: '1' as const } }, 450],
  [{ ...small, quantity_ram_gb: 0.5 }, 250],
  [{ ...small, quantity_ram_gb: 1.7 }, 340 + 150],
  [{ ...small, quantity_ram_gb: 2.015 }, 403 + 150],
  [{ ...small, quantity_ram_gb: 0.333 }, 67 + 150],
  [{ ...small, quantity_ram_gb: 0.0001 }, 1 + 150],
])('prices %j in whole cents', (item, cents) => {
  expect(amountCents({ items: [item] })).toBe(cents);
});

test('rounds a fraction of a cent up once for all items, and leaves out what is off the bill', () => {
  const items = [
    { ...small, quantity_ram_gb: 0.333 },
    { ...small, quantity_ram_gb: 0.334 },
  ];
  expect(amountCents({ items })).toBe(134 + 300);
  expect(amountCents({ items: [...items, { ...small, endsAtMs: 0 }] })).toBe(134 + 300);
});

test.each([
  [5, '0.05'],
  [1_000_000_00, '1000000.00'],
])('writes %i cents as %s', (cents, text) => {
  expect(renderAmount(cents)).toBe(text);
});

test('makes an order of every order_create, however alike they are', async () => {
  const sandbox = await openSandbox();
  const first = await call(sandbox, exampleOrder);
  const second = await call(sandbox, exampleOrder);
  expect([first.json.order_id, second.json.order_id]).toEqual([73, 74]);
  expect(sandbox.orders()).toHaveLength(2);
  expect(sandbox.creditCents()).toBe(1_000_00 - 2 * 12_25);
});

test('spends the last cent of the credit', async () => {
  const sandbox = await openSandbox({ creditCents: 12_24 });
  sandbox.addCredit(1);
  expect((await call(sandbox, exampleOrder)).status).toBe(200);
  expect(sandbox.creditCents()).toBe(0);
});

test('takes an item from processing to ready when its time is up, and no earlier', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ now: clock.now, provisioningMs: 10_000 });
  await call(sandbox, exampleOrder);
  clock.advance(9_999);
  const status = { action: 'order_status', order_id: 73 };
  expect((await call(sandbox, status)).json.message).toBe('Order is being processed');
  clock.advance(1);
  const { json } = await call(sandbox, status);
  expect(json).toMatchObject({
    status: 200,
    message: 'Ready',
    order_items: [{ status: 200, message: 'Ready' }],
  });
  expect((await call(sandbox, { action: 'server_list', order_item_id: 1293 })).json).toHaveLength(1);
});

test('runs a cancelled item and its server to the end of the paid period', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ now: clock.now });
  await call(sandbox, { ...exampleOrder, items: [exampleItem, { ...exampleItem, name: 'stays' }] });
  clock.advance(dayMs);
  await call(sandbox, { action: 'order_cancel', order_id: 73, order_item_id: 1293 });
  const end = '2026-03-31T10:00:00.000Z';
  expect(sandbox.orders()[0]).toMatchObject({
    message: 'Ready',
    order_items: [
      { status: 200, message: `Cancelled: runs until ${end}, not renewed` },
      { message: 'Ready' },
    ],
  });
  const servers = await call(sandbox, { action: 'server_list' });
  expect(servers.json).toMatchObject([{ name: 'My testserver 1', ends_at: end }, { name: 'stays' }]);

  clock.advance(29 * dayMs);
  expect(sandbox.orders()[0]?.order_items?.[0]).toMatchObject({
    status: 410,
    message: `Cancelled: ended ${end}`,
  });
  expect((await call(sandbox, { action: 'server_list' })).json).toMatchObject([{ name: 'stays' }]);
});

test('keeps the first end when it is cancelled again, and counts whole periods', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ now: clock.now });
  await call(sandbox, exampleOrder);
  clock.advance(31 * dayMs);
  const cancel = { action: 'order_cancel', order_id: 73 };
  await call(sandbox, cancel);
  expect(sandbox.orders()[0]?.message).toBe('Cancelled: runs until 2026-04-30T10:00:00.000Z, not renewed');
  clock.advance(40 * dayMs);
  await call(sandbox, cancel);
  expect(sandbox.orders()[0]?.message).toBe('Cancelled: ended 2026-04-30T10:00:00.000Z');
});

test('gives a paid order that was cancelled while in the making its server all the same', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ now: clock.now });
  await call(sandbox, exampleOrder);
  await call(sandbox, { action: 'order_cancel', order_id: 73 });
  expect((await call(sandbox, { action: 'server_list' })).json).toEqual([]);
  clock.advance(3_000);
  expect((await call(sandbox, { action: 'server_list' })).json).toHaveLength(1);
});

test('ends a cancelled unpaid order at once, and never makes it a server', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ now: clock.now, creditCents: 0 });
  await call(sandbox, { ...exampleOrder, items: [exampleItem, { ...exampleItem, name: 'paid for' }] });
  await call(sandbox, { action: 'order_cancel', order_id: 73, order_item_id: 1293 });
  sandbox.pay(501);
  clock.advance(3_000);
  expect((await call(sandbox, { action: 'server_list' })).json).toMatchObject([{ name: 'paid for' }]);
  const { text } = await send(`${sandbox.accountUrl}invoices/501`, { method: 'GET' });
  expect(text).toContain('not charged');
});

test('gives a ready item a server with documentation addresses', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ now: clock.now });
  const noIpv4 = { ...exampleItem, name: 'two', product: orderItemWithoutIpv4() };
  await call(sandbox, { ...exampleOrder, items: [exampleItem, noIpv4] });
  clock.advance(3_000);
  const all = await call(sandbox, { action: 'server_list', order_item_id: 0 });
  expect(all.json).toMatchObject([
    { id: 8801, order_item_id: 1293, name: 'My testserver 1', state: 'running', ipv4: '192.0.2.1', os: 2 },
    { id: 8802, order_item_id: 1294, name: 'two', ipv6: '2001:db8::2', os: 'Debian', os_version: '10.4' },
  ]);
  expect(all.json[1]).not.toHaveProperty('ipv4');
  const one = await call(sandbox, { action: 'server_list', order_item_id: 1294 });
  expect(one.json).toEqual([all.json[1]]);
  expect((await call(sandbox, { action: 'server_list', order_item_id: 1 })).json).toEqual([]);
});

function orderItemWithoutIpv4() {
  return {
    name: 'VPS',
    options: {
      quantity_ram_gb: 1,
      quantity_cpu: 1,
      quantity_storage_gb: 10,
      os: 'Debian',
      os_version: '10.4',
    },
  };
}
