import { expect, test } from 'vitest';
import {
  call,
  callRaw,
  createClock,
  exampleItem,
  exampleOrder,
  openPoorSandbox,
  openSandbox,
} from './sandbox-client.ts';

test('answers the documented order with the documented answer', async () => {
  const sandbox = await openSandbox();
  const { status, headers, text } = await callRaw(sandbox, exampleOrder);
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/json');
  expect(text).toBe('{"order_id":73,"status":200,"message":"Order is being processed"}');
});

test('answers order_status with the documented fields', async () => {
  const sandbox = await openSandbox();
  await call(sandbox, exampleOrder);
  const { text } = await callRaw(sandbox, { action: 'order_status', order_id: 73 });
  expect(text).toBe(
    '{"order_id":73,"status":200,"message":"Order is being processed","order_items":[{"id":1293,"status":200,' +
      '"name":"VPS","reference":"My testserver 1","message":"Order is being processed"}]}',
  );
});

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

test('shows an unpaid order as 402, at the top and in its items', async () => {
  const { sandbox } = await openPoorSandbox();
  const { status, json } = await call(sandbox, { action: 'order_status', order_id: 73 });
  expect(status).toBe(200);
  expect(json).toMatchObject({ status: 402, invoice_id: 501, order_items: [{ id: 1293, status: 402 }] });
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

test('carries the reference of an order only where it is told to', async () => {
  const plain = await openSandbox();
  const generous = await openSandbox({ answersCarryReference: true });
  const reference = 'Optional order reference';
  for (const action of ['order_create', 'order_status', 'order_list']) {
    const body = action === 'order_create' ? exampleOrder : { action, order_id: 73 };
    expect((await callRaw(plain, body)).text).not.toContain(reference);
    expect((await callRaw(generous, body)).text).toContain(reference);
  }
  expect(plain.orders()[0]?.reference).toBe(reference);
});

test('cancels an order or an item with an empty 200, again and again', async () => {
  const sandbox = await openSandbox();
  await call(sandbox, { ...exampleOrder, items: [exampleItem, exampleItem] });
  for (const body of [{ order_item_id: 1293 }, {}, {}, { order_item_id: 1294 }]) {
    const reply = await callRaw(sandbox, { action: 'order_cancel', order_id: 73, ...body });
    expect([reply.status, reply.text]).toEqual([200, '']);
  }
});

test('answers 404 for what does not exist', async () => {
  const sandbox = await openSandbox();
  await call(sandbox, exampleOrder);
  const unknown = [
    { action: 'order_status', order_id: 99 },
    { action: 'order_cancel', order_id: 99 },
    { action: 'order_cancel', order_id: 73, order_item_id: 1 },
    { action: 'order_cancel', order_id: 73, order_item_id: 0 },
  ];
  for (const body of unknown)
    expect(await call(sandbox, body)).toMatchObject({ status: 404, json: { status: 404 } });
  expect(sandbox.orders()[0]?.message).toBe('Order is being processed');
});

test('takes ids as numbers and as digits', async () => {
  const sandbox = await openSandbox();
  await call(sandbox, exampleOrder);
  for (const orderId of [73, '73']) {
    const { json } = await call(sandbox, { action: 'order_status', order_id: orderId });
    expect(json.order_id).toBe(73);
  }
});
