import { describe, expect, it } from 'vitest';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

describe('order_cancel', () => {
  it('cancels a whole order', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    await call('order_create', { items: [createItem('a'), createItem('b')] });
    expect(await call('order_cancel', { order_id: 73 })).toMatchObject({
      outcome: 'cancelled',
      order_id: 73,
      confirmed_by: 'client',
    });
    const sent = sandbox.received.find(({ action }) => action === 'order_cancel');
    expect(JSON.parse(sent?.rawBody ?? '')).toEqual({ action: 'order_cancel', order_id: 73 });
    expect(sandbox.orders()[0]?.order_items?.map(({ message }) => message)).toEqual([
      expect.stringMatching(/cancel/i),
      expect.stringMatching(/cancel/i),
    ]);
  });

  it('cancels one item and leaves the others', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    await call('order_create', { items: [createItem('a'), createItem('b')] });
    expect(await call('order_cancel', { order_id: 73, order_item_id: 1294 })).toMatchObject({
      outcome: 'cancelled',
      order_id: 73,
      order_item_id: 1294,
    });
    const sent = sandbox.received.find(({ action }) => action === 'order_cancel');
    expect(JSON.parse(sent?.rawBody ?? '')).toEqual({
      action: 'order_cancel',
      order_id: 73,
      order_item_id: 1294,
    });
    const [first, second] = sandbox.orders()[0]?.order_items ?? [];
    expect(first?.message).not.toMatch(/cancel/i);
    expect(second?.message).toMatch(/cancel/i);
  });

  it('calls cancelling what is cancelled a success', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    await call('order_create', createOrder());
    await call('order_cancel', { order_id: 73 });
    expect(await call('order_cancel', { order_id: 73 })).toMatchObject({ outcome: 'cancelled' });
  });

  it('says that there is no such order', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    expect(await call('order_cancel', { order_id: 99 })).toMatchObject({
      outcome: 'not_cancelled',
      error: { code: 'not_found' },
    });
  });
});
