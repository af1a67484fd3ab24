import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { call, createClock, exampleItem, exampleOrder, openSandbox, send } from './sandbox-client.ts';

const MARKUP = `"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;`;

test('shows names and references as text, on both pages', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ creditCents: 13_00, now: clock.now });
  const items = [{ ...exampleItem, name: MARKUP }];
  await call(sandbox, { ...exampleOrder, items });
  await call(sandbox, { ...exampleOrder, items, reference: MARKUP });
  clock.advance(3_000);
  for (const url of [sandbox.accountUrl, `${sandbox.accountUrl}invoices/501`]) {
    const { text } = await send(url, { method: 'GET' });
    expect(text).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<img');
    expect(text).toContain('&#34;&#39;&#62;');
    expect(text).toContain('&#38;amp;');
  }
});

test('marks control, invisible and direction-changing characters', async () => {
  const sandbox = await openSandbox({ creditCents: 0 });
  await call(sandbox, {
    ...exampleOrder,
    items: [{ ...exampleItem, name: 'a\u202eb\u001b[2Jc\u200bd\u{e0041}e\ud800f' }],
  });
  const { text } = await send(`${sandbox.accountUrl}invoices/501`, { method: 'GET' });
  expect(text).toContain('a\ufffdb\ufffd[2Jc\ufffdd\ufffde\ufffdf');
});

test('shows credit, orders, items, servers and invoices of the account', async () => {
  const clock = createClock();
  const sandbox = await openSandbox({ creditCents: 13_00, now: clock.now });
  const empty = await send(sandbox.accountUrl, { method: 'GET' });
  expect(empty.text).toContain('None yet.');
  await call(sandbox, exampleOrder);
  await call(sandbox, { ...exampleOrder, items: [{ ...exampleItem, name: 'unpaid one' }] });
  clock.advance(3_000);
  const { status, text } = await send(sandbox.accountUrl, { method: 'GET' });
  expect(status).toBe(200);
  for (const part of [
    '0.75 EUR',
    'Order 73',
    'Order 74',
    'Ready',
    'unpaid one',
    'To be paid',
    '192.0.2.1',
    'running',
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toContain(`href="${new URL(sandbox.accountUrl).pathname}invoices/501">Invoice 501</a>`);
  expect(text.indexOf('Order 74')).toBeLessThan(text.indexOf('Order 73'));
});

test('says a sum once, and once more on the button', async () => {
  const sandbox = await openSandbox({ creditCents: 0 });
  await call(sandbox, exampleOrder);
  await call(sandbox, { ...exampleOrder, items: [exampleItem, { ...exampleItem, name: 'second' }] });
  const sumsOf = async (invoiceId: number) => {
    const { text } = await send(`${sandbox.accountUrl}invoices/${invoiceId}`, { method: 'GET' });
    return text.match(/[\w.]+ [\d.]+ EUR|[\d.]+ EUR/g);
  };
  expect(await sumsOf(501)).toEqual(['12.25 EUR', 'Pay 12.25 EUR']);
  expect(await sumsOf(502)).toEqual(['24.50 EUR', '12.25 EUR', '12.25 EUR', 'Pay 24.50 EUR']);
  sandbox.pay(501);
  expect(await sumsOf(501)).toEqual(['12.25 EUR']);
});

test('lets a page load nothing, run nothing and be framed by nobody', async () => {
  const sandbox = await openSandbox();
  const { headers, text } = await send(sandbox.accountUrl, { method: 'GET' });
  const style = /<style>(.*)<\/style>/s.exec(text)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(text).not.toMatch(/<script|<link|<img|@import|url\(|style="/);
  expect(text).toContain('<html lang="en">');
  expect(text).toContain('name="viewport"');
});
