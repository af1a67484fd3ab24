import { expect, test } from 'vitest';
import { call, createClock, exampleItem, exampleOrder, openSandbox } from './sandbox-client.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

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

test('answers a new order as being processed even where a server takes no time', async () => {
  const sandbox = await openSandbox({ provisioningMs: 0 });
  expect((await call(sandbox, exampleOrder)).json.message).toBe('Order is being processed');
  expect((await call(sandbox, { action: 'order_status', order_id: 73 })).json.message).toBe('Ready');
});

test('lists a new order only after the lag, while order_status knows it at once', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ now: clock.now, listLagMs: 60_000 });
  await call(sandbox, exampleOrder);
  clock.advance(30_000);
  await call(sandbox, exampleOrder);
  const listedIds = async () => {
    const { json } = await call(sandbox, { action: 'order_list' });
    return json.map((order: { order_id: number }) => order.order_id);
  };
  expect(await listedIds()).toEqual([]);
  expect((await call(sandbox, { action: 'order_status', order_id: 74 })).status).toBe(200);
  clock.advance(30_000);
  expect(await listedIds()).toEqual([73]);
  clock.advance(30_000);
  expect(await listedIds()).toEqual([73, 74]);
});

test('runs a cancelled item and its server to the end of the paid period', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ now: clock.now });
  await call(sandbox, { ...exampleOrder, items: [exampleItem, { ...exampleItem, name: 'stays' }] });
  clock.advance(DAY_MS);
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

  clock.advance(29 * DAY_MS);
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
  clock.advance(31 * DAY_MS);
  const cancel = { action: 'order_cancel', order_id: 73 };
  await call(sandbox, cancel);
  expect(sandbox.orders()[0]?.message).toBe('Cancelled: runs until 2026-04-30T10:00:00.000Z, not renewed');
  clock.advance(40 * DAY_MS);
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
});
