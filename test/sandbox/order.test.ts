import { expect, test } from 'vitest';
import { amountCents, type Item, renderAmount } from '../../src/sandbox/order.ts';

const small = { id: 1, number: 1, name: 'a', os: 2, ramGb: 1, cpuCount: 1, storageGb: 10, wantsIpv4: false };

test.each([
  [small, 200 + 100 + 50],
  [{ ...small, wantsIpv4: true }, 450],
  [{ ...small, ramGb: 0.5 }, 250],
  [{ ...small, ramGb: 1.1 }, 220 + 150],
  [{ ...small, ramGb: 2.015 }, 403 + 150],
  [{ ...small, ramGb: 0.333 }, 67 + 150],
  [{ ...small, ramGb: 0.0001 }, 1 + 150],
  [{ ...small, ramGb: 0.5, cpuCount: 9, storageGb: 25, wantsIpv4: true }, 12_25],
])('prices %j in whole cents', (quantities, cents) => {
  expect(amountCents({ items: [quantities] })).toBe(cents);
});

test('rounds a fraction of a cent up once for all items, and leaves out what is off the bill', () => {
  const items: Item[] = [
    { ...small, ramGb: 0.333 },
    { ...small, ramGb: 0.334 },
  ];
  expect(amountCents({ items })).toBe(134 + 300);
  const cancelled = { wasPaid: false, endsAtMs: 0 };
  expect(amountCents({ items: [...items, { ...small, cancelled }] })).toBe(134 + 300);
});

test.each([
  [0, '0.00'],
  [5, '0.05'],
  [1250, '12.50'],
  [1_000_000_00, '1000000.00'],
])('writes %i cents as %s', (cents, text) => {
  expect(renderAmount(cents)).toBe(text);
});
