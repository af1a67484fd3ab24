import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePage, mergePayments, readPayment } from '../../src/provider/payment.ts';
import type { Json } from '../../src/provider/reply.ts';

const rules = { apiUrl: new URL('https://my.provider.example/api'), paymentHosts: ['pay.example'] };
const local = { apiUrl: new URL('http://127.0.0.1:8080/api'), paymentHosts: ['127.0.0.1'] };
const url = 'https://pay.example/i/501';

function read(body: Json) {
  const { details: _, ...found } = readPayment(body, rules);
  return found;
}

/** Where an answer may say what is to be paid, and where. */
const places: readonly [string, (fields: { [key: string]: Json }) => Json][] = [
  ['the top', fields => fields],
  ['the order', fields => ({ order_id: 73, order: fields })],
  ['data', fields => ({ data: fields })],
  ['an order in a result', fields => ({ result: { order: fields } })],
  ['an array of one', fields => [fields]],
  ['the payment', fields => ({ payment: fields })],
  ['the invoice', fields => ({ invoice: fields })],
  ['the checkout of an order', fields => ({ data: { order: { checkout: fields } } })],
];

/** What stands beside a payment and has figures and addresses of its own. */
const besides = [
  ...['credit', 'tax', 'vat', 'discount', 'help', 'docs', 'support', 'payment_methods', 'items'],
  ...['previous', 'last_payment', 'refund', 'account', 'links', 'error'],
];

it.each(places)('an amount, an address and an invoice are read in %s', (_, put) => {
  const fields = {
    amount_due: '12.50',
    currency: 'EUR',
    invoice_id: 501,
    expires_at: '2026-12-01T00:00:00Z',
  };
  const { amount_due: amount, ...others } = fields;
  expect(read(put({ ...fields, payment_url: url }))).toEqual({ ...others, amount, url });
});

describe.each(places.filter(([name]) => ['the top', 'the payment'].includes(name)))('in %s', (_, put) => {
  it.each(['amount', 'amount_due', 'due_amount', 'amount_to_pay', 'amount_payable'])(
    'an amount is read under %s',
    name =>
      expect(read(put({ [name]: '12.50', currency: 'EUR' }))).toEqual({ amount: '12.50', currency: 'EUR' }),
  );

  it.each([
    ...['total', 'total_amount', 'price', 'sum', 'subtotal', 'fee', 'cost', 'balance', 'credit', 'x'],
    ...['amount_cents', 'amount_paid', 'tax_amount', 'price_list', 'discount_amount'],
  ])('no amount is read under %s', name => expect(read(put({ [name]: '12.50' }))).toEqual({}));

  it.each([
    ...['payment_url', 'invoice_url', 'pay_url', 'checkout_url', 'continue_url'],
    'hosted_invoice_url',
  ])('an address is read under %s', name => expect(read(put({ [name]: url }))).toEqual({ url }));

  it.each([
    ...['help_url', 'logo', 'docs_url', 'self', 'website', 'image', 'callback_url', 'redirect_url'],
    ...['link', 'href', 'location', 'pay_at', 'payment_link', 'invoice_pdf'],
  ])('no address is read under %s', name => expect(read(put({ [name]: url }))).toEqual({}));
});

describe.each(besides)('in what is called %s', name => {
  it.each(['amount', 'amount_due', 'url', 'payment_url'])('nothing is read under %s', member => {
    const value = member.endsWith('url') ? url : '12.50';
    expect(read({ [name]: { [member]: value } })).toEqual({});
    expect(read({ [name]: [{ [member]: value }] })).toEqual({});
    expect(read({ payment: { [name]: { [member]: value } } })).toEqual({});
  });
});

describe('a plain url', () => {
  it.each<Json>([{ url }, [{ url }], { payment: { url } }, { invoice: { url } }, { checkout: { url } }])(
    'is an address in %j',
    body => expect(read(body)).toEqual({ url }),
  );

  it.each<Json>([
    { items: [{ url }] },
    { server: { url } },
    { a: { b: { url } } },
    { order: { url } },
    { data: { url } },
    [{ url }, { url }],
  ])('is none in %j', body => expect(read(body)).toEqual({}));
});

describe('a request for payment', () => {
  it.each<[string, Json]>([
    ['a sentence', { message: `Order #73: invoice no. 501 of EUR 12,50, pay at ${url}` }],
    ['a text', `Order id: 73, invoice INV-501, 12.50 EUR. Pay at ${url}`],
    ['a web page', `<p>Invoice number: 501, &euro; 12.50</p><a href="${url}">Pay</a>`],
  ])('has its %s under details, and nothing is picked out of it', (_, body) => {
    const { message, ...found } = readPayment(body, rules);
    expect(found).toEqual({ details: body });
    expect(message).toBe(typeof body === 'string' ? undefined : (body as { message: string }).message);
  });

  it.each<Json>(['12.50', '1.234,50', 'kr 1 234,50', '499,-', '€ 12,50', 12, 12.5, 0, '0.00'])(
    'has the amount %j as it is written',
    amount => expect(read({ amount })).toEqual({ amount }),
  );

  it.each<Json>(['', 'free', 'x'.repeat(40).concat('1'), true, null, [12], { value: '12.50' }])(
    'has no amount that is %j',
    amount => expect(read({ amount })).toEqual({}),
  );

  it.each<[Json, number | string | undefined]>([
    [{ invoice_id: '501' }, '501'],
    [{ invoice_id: '9007199254740995' }, '9007199254740995'],
    [{ invoice: 501 }, 501],
    [{ invoice: 'INV-2026/501' }, 'INV-2026/501'],
    [{ invoice: { id: 501 } }, 501],
    [{ invoice_number: 'F-501' }, 'F-501'],
    [{ invoice_id: 501, invoice_number: 'F-9' }, 501],
    [{ invoice: { invoice_id: 501 } }, 501],
    [{ invoice: 'pending', invoice_number: true, invoice_id: 0 }, undefined],
    [{ invoice_id: 501, data: { invoice_id: 502 } }, undefined],
  ])('%j has the invoice %j', (body, invoiceId) => {
    expect(read(body).invoice_id).toBe(invoiceId);
  });

  it.each<[string, Json, object]>([
    [
      'the amount that is called due',
      { amount: '20.00', data: { amount_due: '12.50' } },
      { amount: '12.50' },
    ],
    ['the amount of the invoice', { amount: '20.00', invoice: { amount: '12.50' } }, { amount: '12.50' }],
    [
      'the currency of its amount',
      { currency: 'USD', invoice: { amount: '12.50', currency_code: 'EUR' } },
      { amount: '12.50', currency: 'EUR' },
    ],
    ['the page for paying', { invoice_url: `${url}.pdf`, payment_url: url }, { url }],
    ['the named page', { url: `${url}/help`, payment: { pay_url: url } }, { url }],
    ['no amount of two', { payment: { amount: '12.50' }, invoice: { amount: '15.00' }, amount: '1' }, {}],
    ['no page of two', { payment_url: url, payment: { payment_url: `${url}2` }, invoice_url: url }, {}],
    ['a page that is named twice', { payment_url: url, invoice: { payment_url: url } }, { url }],
    ['no currency that is a number or a phrase', { currency: 978, currency_code: 'US dollars' }, {}],
  ])('has %s', (_, body, found) => {
    expect(read(body)).toEqual(found);
  });

  it.each([
    ['https://elsewhere.example/501', 'https://elsewhere.example/501'],
    ['https://notpay.example/501', 'https://notpay.example/501'],
    ['/i/501', 'https://my.provider.example/i/501'],
    ['//evil.example/i', 'https://evil.example/i'],
    ['/\\evil.example/i', 'https://evil.example/i'],
  ])('marks the page %j, on a host that the operator did not name', (address, shown) => {
    expect(read({ payment_url: address })).toEqual({ url: shown, url_untrusted: true });
  });

  it('takes an address without a host for one of the provider', () => {
    const own = { ...rules, paymentHosts: ['provider.example'] };
    const page = { url: 'https://my.provider.example/i/501?a=1' };
    expect(readPayment({ url: '/i/501?a=1' }, own)).toMatchObject(page);
    expect(readPayment({ url: '/i/501?a=1' }, own)).not.toHaveProperty('url_untrusted');
  });

  it('has no mark on a subdomain of a named host', () => {
    const page = { url: 'https://eu.pay.example/501' };
    expect(read({ payment_url: 'https://eu.PAY.example/501' })).toEqual(page);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<h1>Pay</h1>',
    'file:///etc/passwd',
    'https://pay.example:x@evil.example/',
    'https://pay.example@evil.example/',
    'http://pay.example/i/501',
    'pending',
    'https://',
    `https://pay.example/${'a'.repeat(3_000)}`,
  ])('has no page that is %j', address => expect(read({ payment_url: address, url: address })).toEqual({}));

  it('has its page over plain http only where provider and page are both on this machine', () => {
    const body = { url: 'http://127.0.0.1:8080/invoices/501' };
    expect(readPayment(body, local)).toMatchObject(body);
    expect(readPayment(body, rules)).toEqual({ details: body });
    expect(readPayment({ url: 'http://pay.example/' }, local)).not.toHaveProperty('url');
  });

  it('that came later keeps what it does not name', () => {
    const earlier = { invoice_id: 501, url: 'https://x.example/', url_untrusted: true } as const;
    expect(mergePayments(earlier, { amount: '1.00' })).toEqual({ ...earlier, amount: '1.00' });
    expect(mergePayments(earlier, { url })).toMatchObject({ invoice_id: 501, url });
    expect(mergePayments(undefined, {})).toEqual({});
    expect(mergePayments({ ...earlier, amount: '1.00' }, { invoice_id: '501' })).toEqual({
      ...earlier,
      amount: '1.00',
      invoice_id: '501',
    });
  });

  it('that came later for another invoice keeps nothing of the earlier one', () => {
    const earlier = { invoice_id: 501, amount: '12.50', url };
    expect(mergePayments(earlier, { invoice_id: 502 })).toEqual({ invoice_id: 502 });
  });

  it('is judged anew by the hosts of today', () => {
    expect(judgePage({ url, url_untrusted: true }, ['pay.example'])).toEqual({ url });
    expect(judgePage({ url }, ['other.example'])).toEqual({ url, url_untrusted: true });
  });

  it('can be any JSON, and is read without an error', () => {
    const names = fc.constantFrom('amount', 'invoice', 'url', 'data', 'message', 'payment', 'currency', 'x');
    const values = fc.oneof(
      fc.string(),
      fc.constantFrom('12.50', 'https://pay.example/', '/i/501', '501', '€'),
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
});
