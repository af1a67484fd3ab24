import { expect, test } from 'vitest';
import { amountCents, renderAmount } from '../../src/sandbox/account.ts';

const small = { id: 1293, name: 'a', os: 2, quantity_ram_gb: 1, quantity_cpu: 1, quantity_storage_gb: 10 };

test.each([
  [small, 200 + 100 + 50],
  [{ ...small, features: { ipv4: '1' as const } }, 450],
  [{ ...small, quantity_ram_gb: 0.5 }, 250],
  [{ ...small, quantity_ram_gb: 1.1 }, 220 + 150],
  [{ ...small, quantity_ram_gb: 2.015 }, 403 + 150],
  [{ ...small, quantity_ram_gb: 0.333 }, 67 + 150],
  [{ ...small, quantity_ram_gb: 0.0001 }, 1 + 150],
])('prices %j in whole cents', (item, cents) => {
  expect(amountCents({ items: [item] })).toBe(cents);
});

test('rounds a fraction of a cent up once for all items, and leaves out what is off the bill', () => {
  const items = [
    { ...small, quantity_ram_gb: 0.333 },
    { ...small, quantity_ram_gb: 0.334 },
  ];
  expect(amountCents({ items })).toBe(134 + 300);
  expect(amountCents({ items: [...items, { ...small, endsAtMs: 0 }] })).toBe(134 + 300);
});

test.each([
  [5, '0.05'],
  [1_000_000_00, '1000000.00'],
])('writes %i cents as %s', (cents, text) => {
  expect(renderAmount(cents)).toBe(text);
});
