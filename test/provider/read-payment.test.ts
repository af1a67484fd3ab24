import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText } from '../../src/provider/clean-text.ts';
import type { Json } from '../../src/provider/json.ts';
import { asksForPayment, saysPaymentRequired } from '../../src/provider/payment-demand.ts';
import { findOrderIdInText, mergePayments, readPayment } from '../../src/provider/read-payment.ts';
import { createCleaner } from '../../src/provider/redact.ts';
import { type Reply, toNotice, toReply } from '../../src/provider/reply.ts';
import { type PaymentShape, paymentShapes } from './payment-shapes.ts';

const rules = { apiUrl: new URL('https://my.provider.example/api'), paymentHosts: ['pay.example'] };
const local = { apiUrl: new URL('http://127.0.0.1:8080/api'), paymentHosts: ['127.0.0.1'] };

function toAnswer({ body, httpStatus = 402 }: Pick<PaymentShape, 'body' | 'httpStatus'>) {
  const clean = createCleaner(text => text);
  return toReply({ kind: 'answer', sent: true, httpStatus, headers: {}, body: Buffer.from(body) }, clean);
}

function noticeOf(reply: Reply): Json | undefined {
  return reply.kind === 'answered' ? toNotice(reply) : undefined;
}

/** What may be shown of an answer: its JSON, or its text cut like every text. */
function shownOf(reply: Reply): Json | undefined {
  if (reply.kind !== 'answered') return undefined;
  return reply.body ?? (reply.text === undefined ? undefined : cutText(reply.text));
}

describe('a request for payment', () => {
  it.each(paymentShapes.map(shape => [shape.name, shape] as const))('is read from %s', (_name, shape) => {
    const reply = toAnswer(shape);
    expect(asksForPayment(reply)).toBe(true);
    const { details, ...found } = readPayment(noticeOf(reply), rules);
    expect(found).toEqual(shape.found);
    expect(details).toEqual(shownOf(reply));
  });

  it.each<[string, Json]>([
    ['an order that is processed', { order_id: 73, status: 200, message: 'Payment received' }],
    ['another failure', { status: 500, message: '402' }],
    ['a 402 below a clear status', { status: 200, request: { status: 402 } }],
    ['a 402 of something else', { status: 200, order_id: 73, server: { status: 402 } }],
    ['a 402 of an earlier order', { order_id: 73, previous: { status: 402 } }],
    ['a failure around a 402', { status: 500, error: { code: 402 } }],
    ['paid items', { order_id: 73, order_items: [{ status: 200 }] }],
    ['a flag that is off', { order_id: 73, payment_required: false }],
    ['an empty answer', {}],
  ])('is not seen in %s', (_name, body) => {
    expect(saysPaymentRequired(body)).toBe(false);
  });

  it('is not seen in a failing HTTP status, whatever its JSON says', () => {
    expect(asksForPayment(toAnswer({ httpStatus: 500, body: '{"status":402}' }))).toBe(false);
  });

  it('has its page over plain http only where provider and page are both on this machine', () => {
    const body = { url: 'http://127.0.0.1:8080/invoices/501' };
    expect(readPayment(body, local)).toMatchObject(body);
    expect(readPayment(body, rules)).toEqual({ details: body });
    expect(readPayment({ url: 'http://pay.example/' }, local)).not.toHaveProperty('url');
  });

  it.each([
    ['Order id: 73', '73'],
    ['order #73', '73'],
    ['Your order number is unknown', undefined],
    ['order_id=0073', '73'],
    ['Order no. 73', '73'],
    ['"order_id": 73', '73'],
    ['Bestelling nr 73', '73'],
    ['order 73', undefined],
    ['border id 73', undefined],
    ['Order #73 replaces order #72', undefined],
    ['Order #73, I repeat, order id 73', '73'],
  ])('names in %j the order %j', (text, orderId) => {
    expect(findOrderIdInText(text)).toBe(orderId);
  });

  it('that came later keeps what it does not name, but no mark of another page', () => {
    const earlier = { invoice_id: 501, url: 'https://x.example/', url_untrusted: true } as const;
    expect(mergePayments(earlier, { amount: '1.00' })).toEqual({ ...earlier, amount: '1.00' });
    expect(mergePayments(earlier, { url: 'https://pay.example/' })).toEqual({
      invoice_id: 501,
      url: 'https://pay.example/',
    });
    expect(mergePayments(undefined, {})).toEqual({});
    expect(mergePayments({ ...earlier, amount: '1.00' }, { invoice_id: '501' })).toEqual({
      ...earlier,
      amount: '1.00',
      invoice_id: '501',
    });
  });

  it('that came later for another invoice keeps nothing of the earlier one', () => {
    const earlier = { invoice_id: 501, amount: '12.50', url: 'https://pay.example/i/501' };
    expect(mergePayments(earlier, { invoice_id: 502 })).toEqual({ invoice_id: 502 });
  });

  it('can be any JSON or text, and is read in a short time without an error', () => {
    const names = fc.constantFrom('amount', 'invoice', 'url', 'links', 'message', 'payment', 'currency', 'x');
    const values = fc.oneof(
      fc.string(),
      fc.constantFrom('12.50', 'https://pay.example/', '501', '€'),
      fc.integer(),
      fc.constant(null),
    );
    const { tree } = fc.letrec(tie => ({
      tree: fc.oneof({ maxDepth: 6 }, values, fc.dictionary(names, tie('tree')), fc.array(tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, json => {
        const { details, url, amount } = readPayment(json as Json, rules);
        expect(details).toEqual(json);
        if (url !== undefined) expect(new URL(url).protocol).toBe('https:');
        if (typeof amount === 'string') expect(amount.length).toBeLessThanOrEqual(40);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ...[
      '<a href=',
      '<a href="',
      "<form action='",
      '<a ',
      '<',
      '<!--',
      '-->',
      '<script ',
      '<script>',
      '</script ',
    ],
    ...['<style>', '<head>', '<head ', '<body ', '<p>', '&#x', '&amp;', '\u009d', '\u001b]'],
    ...['invoice no ', 'invoice-nr-', 'invoice 1', 'factuur', 'order#', 'order ', 'order_id', 'order:'],
    ...[
      '1,',
      '1 ',
      '1',
      '123 ',
      "123'",
      'EUR ',
      'EUR1',
      '€',
      'https://',
      'https://x.example/ ',
      '.',
      ' ',
      'a',
    ],
  ])('is read in a short time from 256 KB of %j', piece => {
    const startedAt = performance.now();
    const long = piece.repeat(Math.ceil(262_144 / piece.length));
    for (const text of [long, `<p>${long}`, `order id${long}`, `invoice${long}x`, `https://x${long}x`])
      readPayment(text, rules);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
