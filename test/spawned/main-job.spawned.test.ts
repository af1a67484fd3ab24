import { describe, expect, it } from 'vitest';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { builtCommand, sandboxEnv } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { clientKinds, connectClient } from './connect-client.ts';

async function openMarket(kind: (typeof clientKinds)[number]) {
  const sandbox = await openSandbox({ creditCents: 1_00, provisioningMs: 200 });
  const env = { ...sandboxEnv(sandbox), VPS_STATE_DIR: createStateDirectory() };
  const launch = { command: process.execPath, args: [builtCommand], env };
  return { sandbox, client: await connectClient(kind, launch) };
}

describe.each(clientKinds)('a %s client of the spawned server', kind => {
  it('orders, meets a payment request, pays, waits, finds its server and cancels it', async () => {
    const { sandbox, client } = await openMarket(kind);
    const order = { ...createOrder('shop'), idempotency_key: 'shop-1' };

    const asked = await client.call('order_create', order);
    expect(asked).toMatchObject({ outcome: 'payment_required', order_id: 73 });
    expect(await client.call('order_create', order)).toMatchObject({ order_id: 73, replayed: true });

    const { url } = asked.payment as { url: string };
    expect((await fetch(url, { method: 'POST', redirect: 'manual' })).status).toBeLessThan(400);
    const ready = await client.call('order_status', { order_id: 73, wait_seconds: 20 });
    expect(ready).toMatchObject({ outcome: 'ok' });
    const settled = ready.ready
      ? ready
      : await client.call('order_status', { order_id: 73, wait_seconds: 20 });
    expect(settled).toMatchObject({ outcome: 'ok', ready: true, servers: [{ name: 'shop' }] });

    expect(await client.call('server_list')).toMatchObject({ outcome: 'ok', servers: [{ name: 'shop' }] });
    expect(await client.call('order_list')).toMatchObject({ outcome: 'ok', total: 1 });
    expect(await client.call('order_cancel', { order_id: 73 })).toMatchObject({ outcome: 'cancelled' });
    expect(sandbox.received.filter(({ action }) => action === 'order_create')).toHaveLength(1);
    expect(client.stderr()).toBe('');
  });
});

it('a client hears about bad arguments, an unknown order and a pasted private key in the shape of each tool', async () => {
  const { sandbox, client } = await openMarket('v1');
  const item = createItem();
  item.product.options.features.sshd.authorized_keys =
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n-----END OPENSSH PRIVATE KEY-----';
  const refused = await client.call('order_create', { items: [item] });
  expect(refused).toMatchObject({ outcome: 'not_ordered', error: { code: 'invalid_request' } });
  expect(await client.call('order_list', { limit: 0 })).toMatchObject({ outcome: 'failed' });
  expect(await client.call('order_cancel', {})).toMatchObject({ outcome: 'not_cancelled' });
  expect(sandbox.received).toEqual([]);
  expect(await client.call('order_status', { order_id: 5 })).toMatchObject({
    outcome: 'failed',
    error: { code: 'not_found' },
  });
  expect(JSON.stringify([refused, client.stderr(), sandbox.received])).not.toContain('b3BlbnNzaC1rZXk');
});

it('a read-only server has only the tools that change nothing', async () => {
  const sandbox = await openSandbox();
  const env = { ...sandboxEnv(sandbox), VPS_READ_ONLY: '1' };
  const client = await connectClient('v1', { command: process.execPath, args: [builtCommand], env });
  expect(await client.listTools()).toEqual(['order_status', 'order_list', 'server_list']);
  await expect(client.call('order_create', createOrder())).rejects.toThrow('not found');
  expect(sandbox.received).toEqual([]);
});

it('a server without credentials lists its tools, and every call names the variable to set', async () => {
  const client = await connectClient('v1', { command: process.execPath, args: [builtCommand] });
  expect(await client.listTools()).toHaveLength(5);
  for (const [name, args] of [
    ['order_create', createOrder()],
    ['order_status', { order_id: 1 }],
    ['order_list', {}],
    ['order_cancel', { order_id: 1 }],
    ['server_list', {}],
  ] as const) {
    expect(await client.call(name, args), name).toMatchObject({
      error: { code: 'configuration', message: expect.stringContaining('VPS_API_TOKEN'), retryable: false },
    });
  }
  expect(client.stderr()).toBe('');
});
