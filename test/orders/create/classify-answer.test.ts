import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VpsError } from '../../../src/errors/vps-error.ts';
import { classifyAnswer } from '../../../src/orders/create/classify-answer.ts';
import type { Json, Reply } from '../../../src/provider/reply.ts';

const lost = new VpsError('unavailable', 'lost');
const notJson = new VpsError('bad_response', 'not JSON');

function answered(httpStatus: number, body?: Json): Reply {
  return { kind: 'answered', sent: true, httpStatus, ...(body !== undefined && { body }) };
}

function unreadable(httpStatus: number, text?: string): Reply {
  return {
    kind: 'answered',
    sent: true,
    httpStatus,
    unreadable: notJson,
    ...(text !== undefined && { text }),
  };
}

const refusals = [400, 401, 403, 404, 405, 413, 415, 422, 429];
const openStatuses = [301, 302, 307, 408, 409, 410, 418, 500, 502, 503, 504];

describe('an answer to order_create', () => {
  it.each([
    ['the documented one', answered(200, { order_id: 73, status: 200, message: 'Order is being processed' })],
    ['an id as text', answered(200, { order_id: '73', status: '200' })],
    ['without a status', answered(201, { order_id: 73 })],
    ['in a wrapper', answered(200, { data: { order: { id: 73 } } })],
    ['in a wrapper with a status', answered(200, { status: 200, data: { order_id: 73, status: 202 } })],
    ['with an id of another kind', answered(200, { result: { order: { id: 5, order_id: 73 } } })],
    ['with a bare order of another kind', answered(200, { order: 5, data: { order_id: 73 } })],
    ['above its items', answered(200, { order: { id: 73 }, order_items: [{ order_id: 12 }] })],
    ['named twice', answered(200, { order_id: 73, order: { id: 73 } })],
    ['beside an earlier one', answered(200, { order_id: 73, previous: { order_id: 70, status: 402 } })],
    ['beside a success code', answered(200, { order_id: 73, code: 0 })],
    ['beside another code', answered(200, { order_id: 73, code: 1234 })],
    [
      'with accepted items',
      answered(200, {
        order_id: 73,
        status: 200,
        order_items: [
          { id: 1, status: 200 },
          { id: 2, status: '202' },
        ],
      }),
    ],
    ['with a 402 of something else', answered(200, { order_id: 73, status: 200, server: { status: 402 } })],
    ['beside a 402 of the request', answered(200, { order_id: 73, request: { status: 402 } })],
  ])('proves an order: %s', (_, reply) => {
    expect(classifyAnswer(reply)).toMatchObject({ kind: 'ordered', orderId: '73' });
  });

  it.each([
    ['HTTP 402 with an order', answered(402, { order_id: 73 }), '73'],
    ['HTTP 402 without anything', answered(402), undefined],
    ['HTTP 402 with a web page', unreadable(402, '<html>Pay</html>'), undefined],
    ['a 2xx that says 402', answered(200, { order_id: 73, status: 402 }), '73'],
    [
      'a 2xx with an item that says 402',
      answered(200, { order_id: 73, status: 200, order_items: [{ status: 402 }] }),
      '73',
    ],
    [
      'a success around an order that says 402',
      answered(200, { status: 200, data: { order_id: 73, status: 402 } }),
      '73',
    ],
    ['an array of one that says 402', answered(200, [{ order_id: 73, status: '402' }]), '73'],
    ['a status as HTTP writes it', answered(200, { order_id: 73, status: '402 Payment Required' }), '73'],
    ['a status in words', answered(200, { order_id: 73, status: 'payment_required' }), '73'],
    ['items in a map', answered(200, { order_id: 73, order_items: { 1: { status: '402' } } }), '73'],
    [
      'an item of a wrapped order',
      answered(200, { status: 200, data: { order: { id: 73, items: [{ status: 200 }, { status: 402 }] } } }),
      '73',
    ],
    [
      'a 402 that names two orders',
      answered(200, { order_id: 12, status: 402, order: { id: 73 } }),
      undefined,
    ],
    [
      'HTTP 402 with several orders',
      answered(402, { message: 'Order #73', orders: [{ order_id: 73 }, { order_id: 74 }] }),
      undefined,
    ],
    [
      'HTTP 402 with open orders',
      answered(402, { open_orders: [{ order_id: 73 }, { order_id: 74 }] }),
      undefined,
    ],
    ['HTTP 402 with an open order', answered(402, { open_orders: [{ order_id: 73 }] }), undefined],
    ['HTTP 402 with an earlier order', answered(402, { previous: { order_id: 70 } }), undefined],
    [
      'HTTP 402 with the order and an earlier one',
      answered(402, { previous: { order_id: 70 }, data: { order: { id: 73 } } }),
      '73',
    ],
  ])('asks for payment: %s', (_, reply, orderId) => {
    const verdict = classifyAnswer(reply);
    expect(verdict.kind).toBe('payment_required');
    expect('orderId' in verdict && verdict.orderId).toBe(orderId);
  });

  it.each<[string, Json, string | undefined]>([
    ['one of several orders', { orders: [{ order_id: 12 }, { order_id: 73 }] }, undefined],
    ['two orders', { order_id: 12, order: { id: 73 } }, undefined],
    ['two orders in each other', { order_id: 12, status: 200, data: { order_id: 73 } }, undefined],
    ['an order outside the documented places', { status: 200, account: { order_id: 73 } }, undefined],
    ['an order in a sentence', { status: 200, message: 'Order #73 is made' }, undefined],
    ['an id of something', { id: 73, status: 200 }, undefined],
    ['an order that failed', { order_id: 73, status: 500 }, '73'],
    ['an order whose status is a word', { order_id: 73, status: 'failed' }, '73'],
    ['an order whose item failed', { order_id: 73, status: 200, order_items: [{ status: 404 }] }, '73'],
    ['an order whose item of a map failed', { order_id: 73, items: { 1: { status: 500 } } }, '73'],
    ['an error that says 402', { status: 200, order_id: 73, error: { code: 402 } }, '73'],
    ['an http_status of 402', { order_id: 73, http_status: 402 }, '73'],
    ['a 402 outside of it', { orders: [{ order_id: 12 }, { order_id: 73, status: 402 }] }, undefined],
    ['a failure around a 402', { order_id: 73, status: 500, error: { status: 402 } }, '73'],
    ['an earlier order', { status: 200, previous_order: { order_id: 70 } }, undefined],
    ['a wrapped order that failed in a success', { status: 200, data: { order_id: 73, status: 500 } }, '73'],
    ['an order with an error in a success', { status: 200, data: { order_id: 73, error: 'quota' } }, '73'],
    ['an http_status of 500', { order_id: 73, http_status: 500 }, '73'],
    ['a code of 409', { order_id: 73, code: '409' }, '73'],
  ])('proves nothing when it names %s', (_, body, orderId) => {
    const verdict = classifyAnswer(answered(200, body));
    expect(verdict.kind).toBe('unknown');
    expect('orderId' in verdict && verdict.orderId).toBe(orderId);
  });

  it('is no refusal when its statuses contradict each other, or it names orders', () => {
    expect(classifyAnswer(answered(200, { status: 200, data: { status: 422 } })).kind).toBe('unknown');
    const orders = [{ order_id: 12 }, { order_id: 73 }];
    expect(classifyAnswer(answered(422, { orders }))).toEqual({ kind: 'unknown', error: expect.anything() });
    expect(classifyAnswer(answered(422, { previous: { order_id: 70 } })).kind).toBe('unknown');
  });

  it.each(refusals)('proves that nothing was ordered: HTTP %i, and a 2xx with that status', status => {
    expect(classifyAnswer(answered(status, { message: 'no' })).kind).toBe('not_ordered');
    expect(classifyAnswer(answered(status)).kind).toBe('not_ordered');
    expect(classifyAnswer(unreadable(status, '<html>no</html>')).kind).toBe('not_ordered');
    expect(classifyAnswer(answered(200, { status, message: 'no' })).kind).toBe('not_ordered');
  });

  it.each(refusals)('proves nothing when a refusal with %i names an order all the same', status => {
    expect(classifyAnswer(answered(status, { order_id: 73 }))).toMatchObject({
      kind: 'unknown',
      orderId: '73',
    });
    expect(classifyAnswer(answered(200, { status, order_id: 73 }))).toMatchObject({
      kind: 'unknown',
      orderId: '73',
    });
    expect(classifyAnswer(unreadable(status, 'order_id=73')).kind).toBe('unknown');
    expect(classifyAnswer(unreadable(status)).kind).toBe('unknown');
  });

  it.each<[number, Json]>([
    [422, { id: 73, status: 422 }],
    [422, { order_id: 'ORD-73' }],
    [422, { order_ids: [73] }],
    [422, { details: { errors: [{ context: { existingOrderId: 73 } }] } }],
    [422, { invoice: { number: 'F-501' } }],
    [422, { open_invoices: [{ id: 501 }] }],
    [429, { error: { data: { 'Invoice-Number': 501 } } }],
    [403, { message: 'Invoice no. 501 is open' }],
    [403, { pending: { order: 73 } }],
    [422, { order_id: { id: 73 } }],
    [422, { message: 'order 73 created' }],
    [429, { message: 'Order 73 was made, slow down' }],
    [400, { error: { text: 'see order #73' } }],
    [403, { orders: [{ id: 73 }] }],
    [400, { status: 402, invoice_id: 501 }],
    [400, { status: 200, message: 'Order is being processed' }],
    [200, { status: '403', data: { id: 73 } }],
    [200, { id: 73, order_items: [{ id: 1293, status: 404 }] }],
    [200, { message: 'Order is being processed', order_items: [{ id: 1293, status: 404 }] }],
    [200, { success: true, id: 73, coupon: { status: 404 } }],
    [200, { success: true, coupon: { status: 404 } }],
    [200, { status: 422, order_items: [{ status: 200 }] }],
    [422, { order_items: [{ status: 200 }] }],
  ])('proves nothing: HTTP %i with %j', (httpStatus, body) => {
    expect(classifyAnswer(answered(httpStatus, body)).kind).toBe('unknown');
  });

  it.each([
    'Order 73',
    'order #73 exists',
    'Invoice number: 501',
    'invoice 501 is unpaid',
    '<p>Order <b>73</b> was made</p>',
    '<p data-order-id="73">No</p>',
    'previous_order_id=70',
  ])('proves nothing when a refusal that is no JSON says %j', text => {
    expect(classifyAnswer(unreadable(403, text)).kind).toBe('unknown');
  });

  it.each(['No orders today', 'Cannot order from 192.0.2.1', '<p style="border: 1px">No</p>', 'invoice'])(
    'proves that nothing was ordered when a refusal that is no JSON says %j',
    text => expect(classifyAnswer(unreadable(403, text)).kind).toBe('not_ordered'),
  );

  it.each<[number, Json]>([
    [422, { status: 'error', message: 'no' }],
    [422, { error: 'items[0].name is not allowed', order: { items: [{ name: 'x' }] } }],
    [429, { message: 'You may order 10 servers a day' }],
    [422, { order_id: null, invoice_id: '', orders: [] }],
    [403, { request_id: 'abc', status: 403, code: 1234 }],
    [200, { status: 422, data: { status: 422, message: 'no' } }],
  ])('proves that nothing was ordered: HTTP %i with %j', (httpStatus, body) => {
    expect(classifyAnswer(answered(httpStatus, body)).kind).toBe('not_ordered');
  });

  it.each(openStatuses)('proves nothing: HTTP %i, and a 2xx with that status', status => {
    expect(classifyAnswer(answered(status, { message: 'hm' })).kind).toBe('unknown');
    expect(classifyAnswer(answered(200, { status })).kind).toBe('unknown');
  });

  it.each([
    ['an empty success', answered(200)],
    ['a success without an id', answered(200, { status: 200, message: 'Order is being processed' })],
    ['a success that is not JSON', unreadable(200, 'OK 73')],
    ['a success of another shape', answered(200, ['what?'])],
  ])('proves nothing: %s', (_, reply) => {
    expect(classifyAnswer(reply).kind).toBe('unknown');
  });

  it.each<Record<string, Json>>([
    { success: false },
    { ok: false, status: 200 },
    { error: 'quota' },
    { status: 200, errors: [{ field: 'os' }] },
  ])('proves nothing when it names an order and says %j', saysNo => {
    expect(classifyAnswer(answered(200, { order_id: 73, ...saysNo }))).toMatchObject({
      kind: 'unknown',
      orderId: '73',
    });
  });

  it.each<Record<string, Json>>([{ success: true }, { error: null, errors: [] }, { error: '' }])(
    'proves an order when it names one and says %j',
    saysYes => {
      expect(classifyAnswer(answered(200, { order_id: 73, ...saysYes })).kind).toBe('ordered');
    },
  );

  it('goes by whether a byte was sent when there is no answer', () => {
    expect(classifyAnswer({ kind: 'failed', sent: false, error: lost }).kind).toBe('not_ordered');
    expect(classifyAnswer({ kind: 'failed', sent: true, error: lost }).kind).toBe('unknown');
  });

  it('keeps the order id whatever else the provider answers', () => {
    const status = fc.constantFrom(200, 201, 202, 400, 402, 403, 409, 500);
    const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(status, id, fc.dictionary(fc.string(), fc.jsonValue()), (httpStatus, orderId, rest) => {
        // fc.jsonValue is JSON by construction.
        const body = { ...(rest as { [key: string]: Json }), order_id: orderId };
        const verdict = classifyAnswer(answered(httpStatus, body));
        expect(verdict.kind).not.toBe('not_ordered');
        expect('orderId' in verdict && verdict.orderId).toBe(String(orderId));
      }),
    );
  });
});
