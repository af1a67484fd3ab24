import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/provider/json.ts';
import { readOrder, readOrders, readServers } from '../../src/provider/order.ts';

const order = { order_id: 73, status: 200, message: 'Order is being processed' };

describe('reading a list of orders', () => {
  it.each<[string, Json]>([
    ['a bare array', [order]],
    ['an object that holds it', { orders: [order] }],
    ['an object that holds it under order_list', { status: 200, order_list: [order] }],
    ['a wrapper', { data: [order] }],
    ['a wrapper of a wrapper', { result: { orders: [order] } }],
    ['an unknown name', { total: 1, rows: [order] }],
    ['a map', { '73': order }],
    ['a held map', { orders: { '73': order } }],
    ['a single order', { ...order, order_items: [{ id: 1293 }] }],
    ['a map of orders that do not repeat their id', { '73': { status: 200 } }],
    ['a held map of orders that do not repeat their id', { orders: { '73': { status: 200 } } }],
    ['junk beside it', [order, null, 'x', 7, []]],
    ['an answer that repeats what was asked', { order_id: 0, status: 200, orders: [order] }],
    ['a wrapper that repeats what was asked', { order_id: 0, data: [order] }],
    ['a single order with items', { ...order, items: [{ id: 1293 }] }],
  ])('finds it in %s', (_name, body) => {
    expect(readOrders(body)?.map(({ id }) => id)).toEqual(['73']);
  });

  it.each<[string, Json | undefined]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 73],
    ['a text', 'none'],
    ['an empty object', {}],
    ['a message', { status: 500, message: 'Internal error' }],
    ['a word where the list is meant', { orders: 'none' }],
    ['a wrapped word', { data: { orders: 'none' } }],
    ['bare ids', [73, 74]],
    ['held bare ids', { orders: [73, '74'] }],
  ])('finds none in %s', (_name, body) => {
    expect(readOrders(body)).toBeUndefined();
  });

  it.each<[string, Json]>([
    ['an empty array', []],
    ['an empty held array', { orders: [] }],
    ['an empty map', { orders: {} }],
    ['an empty array beside what was asked', { order_id: 0, status: 200, orders: [] }],
  ])('knows that %s is an empty one', (_name, body) => {
    expect(readOrders(body)).toEqual([]);
  });

  it('keeps every field and the numbers that it can read', () => {
    const [read] =
      readOrders([
        { order_id: '0073', status: '402', extra: { a: 1 }, order_items: { a: { id: 1 }, b: 2 } },
      ]) ?? [];
    expect(read).toMatchObject({ id: '73', status: 402, state: 'payment_required', items: [{ id: '1' }] });
    expect(read?.fields).toMatchObject({ order_id: '0073', extra: { a: 1 } });
  });
});

describe('reading one order', () => {
  it.each<[string, Json]>([
    ['as documented', order],
    ['in an array of one', [order]],
    ['in a wrapper', { order }],
    ['in a wrapped array', { data: [order] }],
    ['with an id that is only called id', { id: 73, status: 200 }],
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

describe('reading a list of servers', () => {
  it.each<[string, Json]>([
    ['a bare array', [{ id: 1, order_item_id: 2 }]],
    ['an object that holds it', { servers: [{ id: 1, order_item_id: 2 }] }],
    ['a single server', { id: 1, order_item_id: 2, addresses: [{ v: 4 }] }],
    ['a single server with data of its own', { id: 1, order_item_id: 2, data: { cpu: 1 } }],
    ['an answer that repeats the item', { order_item_id: 2, servers: [{ id: 1 }] }],
  ])('finds it in %s', (_name, body) => {
    expect(readServers(body)?.map(({ id }) => id)).toEqual([1]);
  });

  it('sees that an item has none, though its id is repeated', () => {
    expect(readServers({ status: 200, order_item_id: 1293, servers: [] })).toEqual([]);
  });
});
