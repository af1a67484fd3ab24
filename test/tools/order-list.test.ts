import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer } from '../kit/open-server.ts';
import { bendAnswer } from '../kit/scripted-answer.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

function idsOf({ orders }: Record<string, unknown>): unknown[] {
  return (orders as { order_id: unknown }[]).map(({ order_id }) => order_id);
}

describe('order_list', () => {
  it.each([
    ['array', {}],
    ['object', { order_list: bendAnswer(orders => ({ orders })) }],
  ])('pages through an %s of orders, newest first', async (_, faults) => {
    const sandbox = await openSandbox({ faults });
    const { call } = await openServer({ settings: createSettings(sandbox) });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await call('order_create', createOrder(name));

    const first = await call('order_list', { limit: 2 });
    expect(first).toMatchObject({ outcome: 'ok', total: 5, next_offset: 2 });
    expect(first.next_step).toContain('offset 2');
    expect(idsOf(first)).toEqual([77, 76]);
    const second = await call('order_list', { limit: 2, offset: 2 });
    expect(second).toMatchObject({ total: 5, next_offset: 4 });
    expect(idsOf(second)).toEqual([75, 74]);
    const last = await call('order_list', { limit: 2, offset: 4 });
    expect(last).not.toHaveProperty('next_offset');
    expect(idsOf(last)).toEqual([73]);
    const beyond = await call('order_list', { offset: 50 });
    expect(beyond).toMatchObject({ outcome: 'ok', orders: [], total: 5 });
    expect(beyond).not.toHaveProperty('next_offset');
  });

  it('shows fifty orders when nothing else is asked for', async () => {
    const orders = Array.from({ length: 60 }, (_, index) => ({ order_id: index + 1, status: 200 }));
    const sandbox = await openSandbox({
      faults: {
        order_list: {
          name: 'scripted',
          carriesOut: true,
          answer: () => ({ status: 200, headers: {}, body: JSON.stringify(orders) }),
        },
      },
    });
    const { call } = await openServer({ settings: createSettings(sandbox) });
    const result = await call('order_list');
    expect(result).toMatchObject({ total: 60, next_offset: 50 });
    expect(result.next_step).toBe(
      'Call order_list with offset 50 for older orders. Call order_status for the items of an order that is shown without order_items.',
    );
    expect(idsOf(result)).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index));
  });

  it.each(eras)(
    "passes the provider's own fields through, with a state beside each status, for a %s client",
    async era => {
      const sandbox = await openSandbox();
      const { call } = await openServer({ era, settings: createSettings(sandbox) });
      await call('order_create', createOrder());
      const { orders, next_step } = await call('order_list');
      expect(next_step).toBe('These are all of them.');
      expect(orders).toEqual([
        {
          order_id: 73,
          status: 200,
          message: 'Order is being processed',
          state: 'accepted',
          order_items: [
            {
              id: 1293,
              name: 'VPS',
              reference: 'My testserver 1',
              state: 'accepted',
            },
          ],
        },
      ]);
    },
  );

  it('sorts ids beyond 2^53 by their digits', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    await call('order_create', createOrder('small'));
    await call('order_create', createOrder('big'));
    await call('order_create', createOrder('bigger'));
    sandbox.setFault('order_list', {
      name: 'scripted',
      carriesOut: true,
      answer: real => ({
        status: 200,
        headers: {},
        body: String(real?.body).replace(/"order_id":(7[45])/g, '"order_id":90071992547409930$1'),
      }),
    });
    expect(idsOf(await call('order_list'))).toEqual(['9007199254740993075', '9007199254740993074', 73]);
  });

  it('names the orders of this machine that are not settled', async () => {
    const sandbox = await openSandbox({ creditCents: 0 });
    const { call } = await openServer({ settings: createSettings(sandbox) });
    const { reference } = await call('order_create', createOrder('shop'));
    expect(await call('order_list')).toMatchObject({
      unresolved: [{ reference, items: ['shop'], state: 'payment_required', order_id: 73 }],
    });
  });
});
