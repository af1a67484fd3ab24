import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/provider/read-json.ts';
import { readPayment } from '../../src/provider/read-payment.ts';

const rules = { apiUrl: new URL('https://my.provider.example/api'), paymentHosts: ['pay.example'] };
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
const besides = ['credit', 'tax', 'vat', 'discount', 'help', 'docs', 'support', 'payment_methods', 'items'];

describe.each(places)('in %s', (_, put) => {
  it.each(['amount', 'amount_due', 'amountDue'])('an amount is read under %s', name => {
    expect(read(put({ [name]: '12.50', currency: 'EUR' }))).toEqual({ amount: '12.50', currency: 'EUR' });
  });

  it.each(['price_list', 'subtotal', 'fee', 'cost', 'balance', 'credit', 'amount_cents', 'x'])(
    'no amount is read under %s',
    name => expect(read(put({ [name]: '12.50' }))).toEqual({}),
  );

  it.each(['payment_url', 'invoice_url', 'pay_url', 'checkout_url', 'hosted_invoice_url'])(
    'an address is read under %s',
    name => expect(read(put({ [name]: url }))).toEqual({ url }),
  );

  it.each(['help_url', 'logo', 'docs_url', 'self', 'website', 'image', 'callback_url'])(
    'no address is read under %s',
    name => expect(read(put({ [name]: url }))).toEqual({}),
  );
});

describe.each(besides)('in what is called %s', name => {
  it.each(['amount', 'amount_due', 'url'])('nothing is read under %s', member => {
    const value = member === 'url' ? url : '12.50';
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

  it.each<Json>([{ items: [{ url }] }, { server: { url } }, { a: { b: { url } } }])('is none in %j', body =>
    expect(read(body)).toEqual({}),
  );
});
