import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimateOrder, renderEstimate } from '../../src/money/estimate.ts';
import { createItem } from '../kit/example-order.ts';
import { createPriceList } from './example-price-list.ts';

type Options = ReturnType<typeof createItem>['product']['options'];

function createItemWith(options: Partial<Omit<Options, 'os'>> & { os?: number | string }, name?: string) {
  const item = createItem(name);
  const { product } = item;
  return {
    ...item,
    product: { name: 'VPS' as const, options: { ...product.options, ...options } },
  } as Parameters<typeof estimateOrder>[1][number];
}

it('names every part with its exact amount, and the sum', () => {
  const { amount, lines, missing } = estimateOrder(createPriceList(), [createItemWith({}, 'api-1')]);
  expect(amount).toBe('12.25');
  expect(missing).toBeUndefined();
  expect(lines).toEqual([
    { item: 'api-1', part: 'server', quantity: 1, unit_price: '0.00', amount: '0.00' },
    { item: 'api-1', part: 'quantity_ram_gb', quantity: 0.5, unit_price: '2.00', amount: '1.00' },
    { item: 'api-1', part: 'quantity_cpu', quantity: 9, unit_price: '1.00', amount: '9.00' },
    { item: 'api-1', part: 'quantity_storage_gb', quantity: 25, unit_price: '0.05', amount: '1.25' },
    { item: 'api-1', part: 'features.ipv4', quantity: 1, unit_price: '1.00', amount: '1.00' },
    { item: 'api-1', part: 'os 2', quantity: 1, unit_price: '0.00', amount: '0.00' },
  ]);
});

it.each(['Windows', 'windows', ' WINDOWS '])('finds the price of %j, however it is written', os => {
  expect(estimateOrder(createPriceList(), [createItemWith({ os })]).amount).toBe('24.25');
});

it('never takes an option without a price for free', () => {
  const list = createPriceList({ prices: { server: '1.00', quantity_ram_gb: '2.00' } });
  const estimate = estimateOrder(list, [createItemWith({ os: 'Plan 9' }), createItemWith({ os: 'Plan 9' })]);
  expect(estimate.amount).toBe('4.00');
  expect(estimate.missing).toEqual(['quantity_cpu', 'quantity_storage_gb', 'features.ipv4', 'os Plan 9']);
  expect(new Set(estimate.lines.map(({ part }) => part))).toEqual(new Set(['server', 'quantity_ram_gb']));
});

it.each(['toString', '__proto__', 'constructor'])('has no price for a system called %s', os => {
  expect(estimateOrder(createPriceList(), [createItemWith({ os })]).missing).toEqual([`os ${os}`]);
});

it('asks for no price of an address that is not ordered, nor of a system where none has one', () => {
  const list = createPriceList({
    prices: { server: '1', quantity_ram_gb: '1', quantity_cpu: '1', quantity_storage_gb: '1' },
    os: undefined,
  });
  const features = { ...createItem().product.options.features, ipv4: 0 };
  expect(estimateOrder(list, [createItemWith({ features })]).missing).toBeUndefined();
});

it('counts fractions exactly and rounds up once, over the whole order', () => {
  const list = createPriceList({
    prices: {
      server: '0',
      quantity_ram_gb: '0.1',
      quantity_cpu: '0',
      quantity_storage_gb: '0',
      'features.ipv4': '0.004',
    },
  });
  const items = [0.1, 0.2, 0.3].map(quantity_ram_gb => createItemWith({ quantity_ram_gb }));
  // 0.06 for the memory and 0.012 for the addresses.
  expect(estimateOrder(list, items).amount).toBe('0.08');
});

it('rounds up what is finer than a trillionth, so that nothing is ever free', () => {
  const { amount, lines } = estimateOrder(createPriceList(), [createItemWith({ quantity_ram_gb: 1e-13 })]);
  expect(lines[1]).toMatchObject({ part: 'quantity_ram_gb', amount: '0.000000000002' });
  expect(amount).toBe('11.26');
});

const millionths = fc.bigInt({ min: 0n, max: 10n ** 12n });
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }),
  fc.integer({ min: 1, max: 1e9 }).map(count => count / 1e6),
);
const order = fc.record({
  prices: fc.tuple(millionths, millionths, millionths, millionths, millionths),
  sizes: fc.array(fc.tuple(quantity, fc.integer({ min: 1, max: 512 }), fc.integer({ min: 1, max: 9_999 })), {
    minLength: 1,
    maxLength: 5,
  }),
});

function writeMillionths(value: bigint): string {
  const digits = String(value).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

function estimateOf({ prices, sizes }: typeof order extends fc.Arbitrary<infer T> ? T : never) {
  const [server, ram, cpu, storage, ipv4] = prices.map(writeMillionths);
  const list = createPriceList({
    prices: {
      server,
      quantity_ram_gb: ram,
      quantity_cpu: cpu,
      quantity_storage_gb: storage,
      'features.ipv4': ipv4,
    },
    os: undefined,
  });
  const items = sizes.map(([quantity_ram_gb, quantity_cpu, quantity_storage_gb]) =>
    createItemWith({ quantity_ram_gb, quantity_cpu, quantity_storage_gb }),
  );
  return estimateOrder(list, items);
}

/** An opinion of its own: the number a decimal text stands for, in units of 10^-60. */
function toUnits(text: string): bigint {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return BigInt((whole + fraction).padEnd(whole.length + 60 + Number(exponent), '0'));
}

const cent = 10n ** 58n;

it('is never below the exact value, never a cent above it, and its parts sum up to it', () => {
  fc.assert(
    fc.property(order, given => {
      const { amount, lines } = estimateOf(given);
      const total = toUnits(amount);
      const exact = given.sizes.reduce((sum, [ram, cpu, storage]) => {
        const [server = 0n, ramPrice = 0n, cpuPrice = 0n, storagePrice = 0n, ipv4 = 0n] = given.prices;
        const whole = server + cpuPrice * BigInt(cpu) + storagePrice * BigInt(storage) + ipv4;
        return sum + whole * 10n ** 54n + (ramPrice * toUnits(String(ram))) / 10n ** 6n;
      }, 0n);
      const parts = lines.reduce((sum, line) => sum + toUnits(line.amount), 0n);
      expect(parts).toBe(exact);
      expect(total >= exact && total - exact < cent && total % cent === 0n).toBe(true);
    }),
  );
});

it('does not depend on the order of the items', () => {
  fc.assert(
    fc.property(order, given => {
      const reversed = { ...given, sizes: given.sizes.toReversed() };
      expect(estimateOf(reversed).amount).toBe(estimateOf(given).amount);
    }),
  );
});

it('says what an estimate is', () => {
  const estimate = estimateOrder(createPriceList(), [createItemWith({})]);
  expect(renderEstimate(estimate)).toBe(
    "About 12.25 EUR per 30 days, without tax, by the operator's price list of 2026-11-20; the provider states no price.",
  );
  expect(renderEstimate({ ...estimate, tax: undefined, missing: ['os Plan 9'] })).toBe(
    "At least 12.25 EUR per 30 days by the operator's price list of 2026-11-20; the provider states no price. The list has no price for os Plan 9, which is left out.",
  );
  expect(renderEstimate(undefined)).toMatch(/^No price is known: .*VPS_PRICE_LIST.*support/);
});
