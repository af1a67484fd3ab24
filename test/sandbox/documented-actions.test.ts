import { expect, test } from 'vitest';
import {
  call,
  callRaw,
  createClock,
  exampleItem,
  exampleOrder,
  openSandbox,
  orderWith,
  send,
  tokenHeaders,
} from './sandbox-client.ts';

const processing = { status: 200, message: 'Order is being processed' };

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

test('makes an order of every order_create, however alike they are', async () => {
  const sandbox = await openSandbox();
  const first = await call(sandbox, exampleOrder);
  const second = await call(sandbox, exampleOrder);
  expect([first.json.order_id, second.json.order_id]).toEqual([73, 74]);
  expect(sandbox.orders()).toHaveLength(2);
  expect(sandbox.creditCents()).toBe(1_000_00 - 2 * 12_25);
});

test('lists every order', async () => {
  const sandbox = await openSandbox();
  expect((await call(sandbox, { action: 'order_list' })).json).toEqual([]);
  await call(sandbox, exampleOrder);
  const order = { order_id: 73, ...processing, order_items: [expect.objectContaining({ id: 1293 })] };
  expect((await call(sandbox, { action: 'order_list' })).json).toEqual([order]);
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

test('accepts what the later revision of the documentation adds', async () => {
  const sandbox = await openSandbox();
  const features = { cloud_init_url: 'https://example.org/init?secret=1' };
  const later = {
    os: 'Debian',
    os_version: '10.4',
    antiaffinity: 3,
    firewall_id: 7,
    firewall_addme: '1',
    features,
  };
  expect(await call(sandbox, orderWith(later))).toMatchObject({ status: 200, json: { order_id: 73 } });
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

test('keeps a list of what it received, refused requests too', async () => {
  const sandbox = await openSandbox();
  await call(sandbox, exampleOrder);
  await send(sandbox.apiUrl, { body: '{"action":' });
  expect(sandbox.received).toMatchObject([
    { action: 'order_create', body: exampleOrder, rawBody: JSON.stringify(exampleOrder) },
    { action: undefined, body: undefined, rawBody: '{"action":' },
  ]);
  expect(sandbox.received[0]?.headers).toMatchObject(tokenHeaders(sandbox));
});

test('gives every run a base path of its own', async () => {
  const first = await openSandbox();
  const second = await openSandbox();
  expect(new URL(first.apiUrl).pathname).toMatch(/^\/run-[0-9a-f]+\/api$/);
  expect(new URL(first.apiUrl).pathname).not.toBe(new URL(second.apiUrl).pathname);
  expect(new URL(first.apiUrl).hostname).toBe('127.0.0.1');
});
