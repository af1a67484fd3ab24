import { describe, expect, it } from 'vitest';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer } from '../kit/open-server.ts';
import { createClock, openSandbox } from '../sandbox/sandbox-client.ts';

describe('order_status', () => {
  it.each(eras)(
    'reads the order with its items as the provider documents them, and a state beside each status, for a %s client',
    async era => {
      const sandbox = await openSandbox();
      const { call } = await openServer({ era, settings: createSettings(sandbox) });
      await call('order_create', createOrder());
      expect(await call('order_status', { order_id: 73 })).toMatchObject({
        outcome: 'ok',
        ready: false,
        order: {
          order_id: 73,
          status: 200,
          message: 'Order is being processed',
          state: 'accepted',
          order_items: [
            {
              id: 1293,
              status: 200,
              name: 'VPS',
              reference: 'My testserver 1',
              message: 'Order is being processed',
              state: 'accepted',
            },
          ],
        },
        next_step: expect.stringContaining('order_status'),
      });
    },
  );

  it('answers the servers once every item has one', async () => {
    const clock = createClock();
    const sandbox = await openSandbox({ now: clock.now });
    const { call } = await openServer({ settings: createSettings(sandbox) });
    await call('order_create', { items: [createItem('a'), createItem('b')] });
    clock.advance(60_000);
    expect(await call('order_status', { order_id: 73, wait_seconds: 5 })).toMatchObject({
      outcome: 'ok',
      ready: true,
      servers: [{ name: 'a' }, { name: 'b' }],
    });
  });

  it('says what an unpaid order waits for, under payment and nowhere else', async () => {
    const sandbox = await openSandbox({ creditCents: 0 });
    const { call } = await openServer({ settings: createSettings(sandbox) });
    await call('order_create', createOrder());
    const result = await call('order_status', { order_id: '73' });
    expect(result).toMatchObject({
      outcome: 'payment_required',
      payment: {
        invoice_id: 501,
        amount: '12.25',
        currency: 'EUR',
        url: expect.stringContaining('/invoices/'),
        details: { order_id: 73, invoice_id: 501 },
      },
    });
    expect(result.order).toEqual({
      order_id: 73,
      status: 402,
      message: 'Payment required',
      state: 'payment_required',
      order_items: [expect.objectContaining({ id: 1293, state: 'payment_required' })],
    });
  });

  it('says that there is no such order', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    expect(await call('order_status', { order_id: 99 })).toMatchObject({
      outcome: 'failed',
      error: { code: 'not_found', retryable: false },
      next_step: expect.stringContaining('order_list'),
    });
  });
});
