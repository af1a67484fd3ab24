/** A request for payment as some provider might write it, and exactly what is to be found in it. */
export interface PaymentShape {
  readonly name: string;
  /** 402 unless it says otherwise. */
  readonly httpStatus?: number;
  readonly body: string | Buffer;
  readonly orderId?: number | string;
  /** All that the notice names, without `details`: what is not here may not be found. */
  readonly found: Readonly<Record<string, unknown>>;
}

const url = 'https://pay.example/i/501';
const json = (value: unknown) => JSON.stringify(value);

const everything = { invoice_id: 501, amount: '12.50', currency: 'EUR', url, message: 'Payment required' };

/** What has an amount of its own that nobody is to pay. */
const besides = ['credit', 'balance', 'tax', 'vat', 'discount', 'items', 'payment_fee_tax', 'last_payment'];

export const paymentShapes: readonly PaymentShape[] = [
  {
    name: 'everything at the top',
    body: json({ order_id: 73, status: 402, ...everything }),
    orderId: 73,
    found: everything,
  },
  { name: 'nothing at all', body: '', found: {} },
  { name: 'an empty object', body: '{}', found: {} },
  { name: 'null', body: 'null', found: {} },
  { name: 'an empty array', body: '[]', found: {} },
  { name: 'only a status', body: '{"status":402}', found: {} },
  { name: 'only the order', body: '{"order_id":73,"status":402}', orderId: 73, found: {} },
  { name: 'only a message', body: '{"message":"Top up first"}', found: { message: 'Top up first' } },
  {
    name: 'a 200 whose JSON says 402',
    httpStatus: 200,
    body: json({ order_id: 73, status: 402, ...everything }),
    orderId: 73,
    found: everything,
  },
  {
    name: 'a 202 whose JSON says 402 in a string',
    httpStatus: 202,
    body: json({ order_id: '73', status: '402', invoice_id: '501' }),
    orderId: 73,
    found: { invoice_id: '501' },
  },
  {
    name: 'a 200 whose JSON says it as HTTP does',
    httpStatus: 200,
    body: json({ order_id: 73, status: '402 Payment Required' }),
    orderId: 73,
    found: {},
  },
  {
    name: 'a 200 whose JSON says it in words',
    httpStatus: 200,
    body: json({ order_id: 73, status: 'payment_required', url }),
    orderId: 73,
    found: { url },
  },
  {
    name: 'a 200 whose item says 402',
    httpStatus: 200,
    body: json({
      order_id: 73,
      status: 200,
      order_items: [
        { id: 1, status: 200 },
        { id: 2, status: 402 },
      ],
      url,
    }),
    orderId: 73,
    found: { url },
  },
  {
    name: 'a 200 whose items are a map',
    httpStatus: 200,
    body: json({ order_id: 73, status: 200, order_items: { 1: { status: '402' } } }),
    orderId: 73,
    found: {},
  },
  {
    name: 'a 200 with a wrapped 402',
    httpStatus: 200,
    body: json({ data: { order_id: 73, status: 402, payment_url: url } }),
    orderId: 73,
    found: { url },
  },
  {
    name: 'a 200 that calls its own status 200 around an order with 402',
    httpStatus: 200,
    body: json({ status: 200, data: { order_id: 73, status: 402, amount: '12.50', currency: 'EUR' } }),
    orderId: 73,
    found: { amount: '12.50', currency: 'EUR' },
  },
  {
    name: 'a 200 with an error of 402',
    httpStatus: 200,
    body: json({ status: 200, order_id: 73, error: { code: 402, payment_url: url } }),
    orderId: 73,
    found: { url },
  },
  {
    name: 'a 200 with an http_status of 402',
    httpStatus: 200,
    body: json({ order_id: 73, http_status: 402 }),
    orderId: 73,
    found: {},
  },
  {
    name: 'a 200 with a flag',
    httpStatus: 200,
    body: json({ order_id: 73, payment_required: true, amount: '12.50' }),
    orderId: 73,
    found: { amount: '12.50' },
  },
  {
    name: 'an amount as a JSON number with a closing zero',
    body: '{"order_id":73,"amount":12.50,"currency":"EUR"}',
    orderId: 73,
    found: { amount: '12.50', currency: 'EUR' },
  },
  {
    name: 'an amount with more digits than a float holds',
    body: '{"amount":1234567890123456.78}',
    found: { amount: '1234567890123456.78' },
  },
  { name: 'an amount in whole units', body: '{"amount":12}', found: { amount: 12 } },
  { name: 'an amount of zero', body: '{"amount":0.00}', found: { amount: '0.00' } },
  { name: 'an amount with a comma', body: '{"amount":"1.234,50"}', found: { amount: '1.234,50' } },
  { name: 'an amount with its currency', body: '{"amount":"€ 12,50"}', found: { amount: '€ 12,50' } },
  {
    name: 'an amount and a currency symbol',
    body: json({ amount: '12.50', currency: '€' }),
    found: { amount: '12.50', currency: '€' },
  },
  {
    name: 'an amount in an object',
    body: '{"amount":{"value":12.50,"currency":"EUR"}}',
    found: { amount: '12.50', currency: 'EUR' },
  },
  {
    name: 'an amount that is called due beside others',
    body: json({ total: '20.00', credit: { amount: '7.50' }, balance_due: '12.50', currency: 'EUR' }),
    found: { amount: '12.50', currency: 'EUR' },
  },
  {
    name: 'an amount of the invoice beside one of the order',
    body: json({ total: '20.00', invoice: { id: 501, amount: '12.50', currency: 'EUR' } }),
    found: { invoice_id: 501, amount: '12.50', currency: 'EUR' },
  },
  {
    name: 'an amount of the order in its wrapper',
    body: json({ data: { order: { id: 73, total: '12.50', currency: 'EUR' } } }),
    orderId: 73,
    found: { amount: '12.50', currency: 'EUR' },
  },
  ...besides.map(key => ({
    name: `an amount of the ${key} alone`,
    body: json({ [key]: { amount: '12.50', currency: 'EUR', amount_due: '12.50' } }),
    found: {},
  })),
  {
    name: 'an amount of a tax, of one item and of a line within what is to be paid',
    body: json({ invoice: { id: 501, tax: { amount: '2.10' }, items: [{ amount: '1.00' }] } }),
    found: { invoice_id: 501 },
  },
  { name: 'a price of the one item', body: json({ items: [{ price: '12.50', total: 2 }] }), found: {} },
  {
    name: 'amounts that contradict each other',
    body: json({ amount: '12.50', total: '15.00', message: 'Pay EUR 12.50' }),
    found: { message: 'Pay EUR 12.50' },
  },
  { name: 'a count of one', body: json({ total: 1, items: [{ total: 2, quantity: 2 }] }), found: {} },
  {
    name: 'a count beside a currency and a list',
    body: json({ total: 2, currency: 'EUR', invoices: [] }),
    found: { currency: 'EUR' },
  },
  {
    name: 'a whole total beside its currency',
    body: json({ total: 12, currency: 'EUR' }),
    found: { amount: 12, currency: 'EUR' },
  },
  { name: 'an amount in cents, which is another unit', body: '{"amount_cents":1250}', found: {} },
  { name: 'an amount that is a sentence', body: '{"amount":"12 or more, say yes to all"}', found: {} },
  { name: 'an amount that is a date', body: '{"amount":"2026-03-01","sum":"01.03.2026"}', found: {} },
  {
    name: 'prices of several items, none of which is the sum',
    body: '{"items":[{"price":5.00},{"price":7.50}]}',
    found: {},
  },
  {
    name: 'the sum beside the prices',
    body: '{"total":12.50,"items":[{"price":5.00},{"price":7.50}]}',
    found: { amount: '12.50' },
  },
  {
    name: 'a currency that is a number or a phrase',
    body: '{"currency":978,"currency_code":"US dollars"}',
    found: {},
  },
  {
    name: 'deep nesting',
    body: json({
      error: {
        code: 402,
        info: { order: { id: 73 }, invoice: { id: 501, links: [{ rel: 'payment', href: url }] } },
      },
    }),
    orderId: 73,
    found: { invoice_id: 501, url },
  },
  {
    name: 'other spellings',
    body: json({ 'Order-ID': 73, InvoiceNumber: 'INV-2026/501', AmountDue: '12.50', PaymentURL: url }),
    orderId: 73,
    found: { invoice_id: 'INV-2026/501', amount: '12.50', url },
  },
  {
    name: 'an array of one',
    body: json([{ order_id: 73, invoice: { number: 'F-501', url } }]),
    orderId: 73,
    found: { invoice_id: 'F-501', url },
  },
  {
    name: 'ids beyond 2^53',
    body: '{"order_id":9007199254740993,"invoice_id":9007199254740995}',
    orderId: '9007199254740993',
    found: { invoice_id: '9007199254740995' },
  },
  {
    name: 'two invoices, so that neither is the one',
    body: json({ invoices: [{ invoice_id: 501 }, { invoice_id: 502 }] }),
    found: {},
  },
  {
    name: 'an invoice that is a word, a flag or nothing',
    body: '{"invoice":"pending","invoice_no":true,"invoice_id":0}',
    found: {},
  },
  {
    name: 'problem+json',
    body: json({
      type: 'about:blank',
      title: 'Payment Required',
      status: 402,
      detail: 'Your credit is too low.',
    }),
    found: { message: 'Your credit is too low.' },
  },
  {
    name: 'a link for paying among other links',
    body: json({
      url: 'https://docs.example/errors/402',
      _links: { self: { href: 'https://api.example/orders/73' }, payment: { href: url } },
    }),
    found: { url },
  },
  {
    name: 'two links that say nothing of paying',
    body: json({ a: { href: 'https://x.example/1' }, b: { href: 'https://x.example/2' } }),
    found: {},
  },
  {
    name: 'two pages for paying, so that neither is offered',
    body: json({ payment_url: url, payment: { url: 'https://pay.example/i/502' }, message: `Pay at ${url}` }),
    found: { message: `Pay at ${url}` },
  },
  {
    name: 'two links for paying',
    body: json({
      links: [
        { rel: 'payment', href: url },
        { rel: 'payment', href: 'https://pay.example/i/502' },
      ],
    }),
    found: {},
  },
  {
    name: 'the same page for paying twice',
    body: json({ payment_url: url, invoice: { id: 501, payment_url: url } }),
    found: { invoice_id: 501, url },
  },
  {
    name: 'a page for paying beside the invoice',
    body: json({ invoice_url: 'https://pay.example/i/501.pdf', payment: { url } }),
    found: { url },
  },
  ...['hosted_invoice_url', 'redirect_url', 'payment_uri', 'pay_at'].map(name => ({
    name: `a page called ${name}`,
    body: json({ [name]: url }),
    found: { url },
  })),
  { name: 'a pay_at that is a time', body: json({ pay_at: '2026-03-01T00:00:00Z' }), found: {} },
  ...['help', 'logo', 'docs', 'support', 'payment_help', 'payment_methods', 'invoice_logo'].map(key => ({
    name: `a page of ${key} alone`,
    body: json({ [key]: { url: `${url}/help` }, items: [{ href: `${url}/help` }] }),
    found: {},
  })),
  {
    name: 'a page of help within what is to be paid',
    body: json({ payment: { help: { url: `${url}/help` } }, links: { terms: { href: `${url}/help` } } }),
    found: {},
  },
  {
    name: 'the payment of an earlier order',
    body: json({ order_id: 73, previous: { invoice_id: 400, amount_due: '5.00', payment_url: url } }),
    orderId: 73,
    found: {},
  },
  {
    name: 'a sentence with two pages for paying',
    body: json({ message: `Pay at ${url} or at https://pay.example/i/502` }),
    found: { message: `Pay at ${url} or at https://pay.example/i/502` },
  },
  {
    name: 'a page on another host',
    body: json({ order_id: 73, payment_url: 'https://elsewhere.example/501' }),
    orderId: 73,
    found: { url: 'https://elsewhere.example/501', url_untrusted: true },
  },
  {
    name: 'a page on a host whose name only ends alike',
    body: json({ payment_url: 'https://notpay.example/501' }),
    found: { url: 'https://notpay.example/501', url_untrusted: true },
  },
  {
    name: 'a page on a subdomain',
    body: json({ payment_url: 'https://eu.PAY.example/501' }),
    found: { url: 'https://eu.pay.example/501' },
  },
  { name: 'a script for a page', body: json({ payment_url: 'javascript:alert(1)' }), found: {} },
  { name: 'data for a page', body: json({ payment_url: 'data:text/html,<h1>Pay</h1>' }), found: {} },
  {
    name: 'a page with a user and a password',
    body: json({ url: 'https://pay.example:x@evil.example/' }),
    found: {},
  },
  { name: 'a page with a user', body: json({ url: 'https://pay.example@evil.example/' }), found: {} },
  { name: 'a page without TLS', body: json({ url: 'http://pay.example/i/501' }), found: {} },
  {
    name: 'a file, a path, a protocol-relative page',
    body: json({ url: 'file:///etc/passwd', link: '/i/501', href: '//pay.example/i' }),
    found: {},
  },
  {
    name: 'a page of 3,000 characters',
    body: json({ url: `https://pay.example/${'a'.repeat(3_000)}` }),
    found: {},
  },
  {
    name: 'a sentence',
    body: json({ message: `Order #73: invoice no. 501 of EUR 12,50 is open, pay at ${url}.` }),
    orderId: 73,
    found: {
      invoice_id: '501',
      amount: '12,50',
      currency: 'EUR',
      url,
      message: `Order #73: invoice no. 501 of EUR 12,50 is open, pay at ${url}.`,
    },
  },
  {
    name: 'plain text',
    body: `Payment required. Order id: 73, invoice INV-501, 12.50 EUR. Pay at ${url}`,
    orderId: 73,
    found: {
      invoice_id: 'INV-501',
      amount: '12.50',
      currency: 'EUR',
      url,
      message: `Payment required. Order id: 73, invoice INV-501, 12.50 EUR. Pay at ${url}`,
    },
  },
  {
    name: 'a JSON string',
    body: json(`Pay € 12.50 at ${url}`),
    found: { amount: '12.50', currency: '€', url, message: `Pay € 12.50 at ${url}` },
  },
  {
    name: 'text with numbers that are no ids and amounts that contradict each other',
    body: 'Your order 2 servers waits 30 days. An invoice 14 days old. EUR 5.00 now, or EUR 7.50 later.',
    found: {
      message: 'Your order 2 servers waits 30 days. An invoice 14 days old. EUR 5.00 now, or EUR 7.50 later.',
    },
  },
  {
    name: 'a web page',
    body: `<!doctype html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>402</title>
      <link rel="stylesheet" href="https://cdn.example/pay.css"><style>p{}</style></head>
      <body><script src="https://cdn.example/pay.js">pay()</script>
      <p>Invoice&nbsp;number: <b>501</b>, &euro;&nbsp;12.50</p><a href="https://help.example/">Help</a>
      <a class=x href="${url}?a=1&amp;b=2">Pay</a></body></html>`,
    found: {
      invoice_id: '501',
      amount: '12.50',
      currency: '€',
      url: `${url}?a=1&b=2`,
      message: 'Invoice number: 501 , € 12.50 Help Pay',
    },
  },
  {
    name: 'a web page without a link for paying',
    body: '<html><head><link href="https://cdn.example/pay.css"></head><h1>402</h1><img src="https://cdn.example/pay.png"></html>',
    found: { message: '402' },
  },
  {
    name: 'a web page that hides characters in entities',
    body: '<p>Pay&#8238;&#27;[2J&#x200b; &#116;&#111;&#x6b; &#8364;&#xa0;&#10240;12.50&#38; &quot;now&quot;&#999999;&#xfffff;</p>',
    found: {
      message: 'Pay&#8238;&#27;[2J&#x200b; &#116;&#111;&#x6b; €&#xa0;12.50& "now"&#999999;&#xfffff;',
    },
  },
  {
    name: 'a web page whose style is longer than any text that is shown',
    body: `<html><head><style>${'p{}'.repeat(10_000)}</style></head><body><p>Order id: 73, EUR 12.50</p>
      <!-- <a href="https://pay.example/i/1">${'x'.repeat(5_000)}</a> -->
      <a data-href="https://pay.example/i/2" href="${url}">Pay</a></body></html>`,
    orderId: 73,
    found: { amount: '12.50', currency: 'EUR', url, message: 'Order id: 73, EUR 12.50 Pay' },
  },
  ...['style', 'script', 'head', 'template'].map(tag => ({
    name: `a web page with a ${tag} that is never closed`,
    body: `<p>Pay first</p><${tag}><p>EUR 12.50</p><a href="${url}">Pay</a>`,
    found: { message: 'Pay first' },
  })),
  {
    name: 'a web page whose comment is never closed',
    body: `<p>Pay first</p><!-- <a href="${url}">Pay</a>`,
    found: { message: 'Pay first' },
  },
  {
    name: 'a web page whose head is ended by its body',
    body: `<head><title>402</title><script>"<body>"</script><body><p>EUR 12.50</p><a href="${url}">Pay</a>`,
    found: { amount: '12.50', currency: 'EUR', url, message: 'EUR 12.50 Pay' },
  },
  { name: 'bytes that are no text', body: Buffer.from('{"order_id":73,"note":"\xff"}', 'latin1'), found: {} },
  {
    name: 'the message of a message',
    body: json({ message: { text: 'Pay first' } }),
    found: { message: 'Pay first' },
  },
];
