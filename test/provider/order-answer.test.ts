import { describe, expect, it } from 'vitest';
import { asksForPayment, findOrderIds, saysPaymentRequired } from '../../src/provider/order-answer.ts';
import type { Json } from '../../src/provider/reply.ts';

describe('a demand for payment', () => {
  it.each<[string, Json]>([
    ['an order that is processed', { order_id: 73, status: 200, message: 'Payment received' }],
    ['another failure', { status: 500, message: '402' }],
    ['a 402 of the request', { status: 200, request: { status: 402 } }],
    ['a 402 of something else', { status: 200, order_id: 73, server: { status: 402 } }],
    ['a 402 of an earlier order', { order_id: 73, previous: { status: 402 } }],
    ['an error with a code', { status: 500, error: { code: 402 } }],
    ['paid items', { order_id: 73, order_items: [{ status: 200 }] }],
    ['an empty answer', {}],
    ['a text', '402'],
  ])('is not seen in %s', (_, body) => {
    expect(saysPaymentRequired(body)).toBe(false);
  });

  it('is not seen in a failing HTTP status, whatever its JSON says', () => {
    const body = { status: 402 };
    expect(asksForPayment({ kind: 'answered', sent: true, httpStatus: 500, body })).toBe(false);
    expect(asksForPayment({ kind: 'answered', sent: true, httpStatus: 202, body })).toBe(true);
  });
});

describe('the order that an answer names', () => {
  it.each<[Json, string[]]>([
    [{ order_id: '0073' }, ['73']],
    [[{ order_id: 73 }], ['73']],
    [{ data: [{ order_id: 73 }] }, ['73']],
    [{ order: { id: 5, order_id: 73 } }, ['73']],
    [{ order_id: 73, order: { id: 73 } }, ['73']],
    [{ order_id: '9007199254740993' }, ['9007199254740993']],
    [{ order_id: 73, result: { order: { id: 74 } } }, ['73', '74']],
    [{ order_id: 0, id: 73, order: 73, orders: [{ order_id: 73 }], error: { order_id: 73 } }, []],
    ['order_id=73', []],
  ])('in %j is %j', (body, ids) => {
    expect(findOrderIds(body)).toEqual(ids);
  });
});
