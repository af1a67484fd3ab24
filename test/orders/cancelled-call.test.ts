import { describe, expect, it } from 'vitest';
import type { ReceivedRequest } from '../../src/sandbox/http.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer } from '../kit/open-server.ts';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';

/** Holds the first request of an action at the provider until it is released. */
function holdFirst(sandbox: Sandbox, action: string) {
  const [arrived, released] = [createGate(), createGate()];
  sandbox.hooks.onReceived = async (request: ReceivedRequest) => {
    if (request.action !== action) return;
    sandbox.hooks.onReceived = undefined;
    arrived.open();
    await released.opened;
  };
  return { arrived: arrived.opened, release: released.open };
}

describe.each(eras)('a call that a %s client cancels', era => {
  it('before the order is sent sends nothing, and can be made again', async () => {
    const sandbox = await openSandbox();
    const { client, call } = await openServer({ era, settings: createSettings(sandbox) });
    const held = holdFirst(sandbox, 'order_list');
    const cancel = new AbortController();
    const cancelled = client.callTool(
      { name: 'order_create', arguments: createOrder() },
      { signal: cancel.signal },
    );
    await held.arrived;
    cancel.abort();
    await expect(cancelled).rejects.toThrow();
    held.release();
    const again = await call('order_create', createOrder());
    expect(again).toMatchObject({ outcome: 'ordered', order_id: 73 });
    expect(again).not.toHaveProperty('replayed');
    expect(sandbox.orders()).toHaveLength(1);
  });

  it('after the order is sent runs to its end and is recorded', async () => {
    const sandbox = await openSandbox();
    const { client, call } = await openServer({ era, settings: createSettings(sandbox) });
    const held = holdFirst(sandbox, 'order_create');
    const cancel = new AbortController();
    const cancelled = client.callTool(
      { name: 'order_create', arguments: createOrder() },
      { signal: cancel.signal },
    );
    await held.arrived;
    cancel.abort();
    await expect(cancelled).rejects.toThrow();
    held.release();
    const again = await call('order_create', createOrder());
    expect(again).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    expect(again).not.toHaveProperty('reconciled');
    expect(sandbox.orders()).toHaveLength(1);
  });

  it('does not take a simultaneous call of the same intent down', async () => {
    const sandbox = await openSandbox();
    const { client, call } = await openServer({ era, settings: createSettings(sandbox) });
    const held = holdFirst(sandbox, 'order_list');
    const cancel = new AbortController();
    const first = client.callTool(
      { name: 'order_create', arguments: createOrder() },
      { signal: cancel.signal },
    );
    await held.arrived;
    const second = call('order_create', createOrder());
    cancel.abort();
    await expect(first).rejects.toThrow();
    held.release();
    expect(await second).toMatchObject({ outcome: 'ordered', order_id: 73 });
    expect(sandbox.orders()).toHaveLength(1);
  });
});

describe('an order in flight', () => {
  it('is waited for by the same call in another process, which then answers it, and by another key, which then orders', async () => {
    const sandbox = await openSandbox();
    const settings = createSettings(sandbox);
    const [first, second] = [await openServer({ settings }), await openServer({ settings })];
    const held = holdFirst(sandbox, 'order_create');
    const placing = first.call('order_create', createOrder());
    await held.arrived;
    const waiting = second.call('order_create', createOrder());
    const otherKey = second.call('order_create', { ...createOrder(), idempotency_key: 'other' });
    held.release();
    expect(await placing).toMatchObject({ outcome: 'ordered', order_id: 73 });
    expect(await waiting).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    expect(await otherKey).toMatchObject({ outcome: 'ordered', order_id: 74, idempotency_key: 'other' });
    expect(sandbox.orders()).toHaveLength(2);
  });
});
