import { describe, expect, it } from 'vitest';
import { readEndsAt, readOrder } from '../../src/provider/order.ts';
import type { Json } from '../../src/provider/reply.ts';

const order = { order_id: 73, status: 200, message: 'Order is being processed' };

describe('reading one order', () => {
  it.each<[string, Json]>([
    ['as documented', order],
    ['in an array of one', [order]],
    ['in a wrapper', { order }],
    ['in a wrapped array', { data: [order] }],
    ['with an id that is only called id', { id: 73, status: 200 }],
    ['beside a result that is null', { id: 73, status: 200, result: null }],
  ])('reads it %s', (_name, body) => {
    expect(readOrder(body)?.id).toBe('73');
  });

  it.each<[Json, string]>([
    [200, 'accepted'],
    ['200', 'accepted'],
    ['200 OK', 'accepted'],
    [299, 'accepted'],
    [402, 'payment_required'],
    ['402 Payment Required', 'payment_required'],
    [404, 'not_found'],
    [410, 'failed'],
    [599, 'failed'],
    [600, 'unknown'],
    [102, 'unknown'],
    [-1, 'unknown'],
    ['accepted', 'unknown'],
    [[200], 'unknown'],
    [null, 'unknown'],
  ])('takes the status %j for %s', (status, state) => {
    expect(readOrder({ order_id: 73, status })?.state).toBe(state);
  });

  it.each<[Json]>([[[true]], [{ value: 73 }], [0], [-73], [7.5], ['7a'], [''], ['1'.repeat(21)], [true]])(
    'takes the id %j for none',
    id => {
      expect(readOrder({ order_id: id })?.id).toBeUndefined();
    },
  );
});

it('reads the id of an item that only its key in a map tells', () => {
  const items = { '1293': { status: 200 }, '1294': { id: 7, status: 200 }, note: 'x' };
  expect(readOrder({ ...order, order_items: items })?.items.map(({ id }) => id)).toEqual(['1293', '7']);
});

describe('when an order ends', () => {
  const items: Json[] = [
    { id: 1, ends_at: '2027-02-01' },
    { id: 2, paid_until: '2027-01-01' },
  ];

  it.each<[Json, string | undefined, string | undefined]>([
    [{ order_items: items }, undefined, '2027-02-01'],
    [{ order_items: items }, '2', '2027-01-01'],
    [{ order_items: [{ id: 1 }], expires_at: '2027-03-01' }, '1', '2027-03-01'],
    [{ order_items: [{ id: 1, ends_at: 7 }] }, undefined, undefined],
  ])('is what %j says, of item %j: %j', (body, itemId, endsAt) => {
    expect(readEndsAt(readOrder(body) ?? expect.fail('no order'), itemId)).toBe(endsAt);
  });
});
