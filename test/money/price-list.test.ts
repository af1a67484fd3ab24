import { expect, it } from 'vitest';
import { isExpired, parsePriceList } from '../../src/money/price-list.ts';
import { createPriceList, examplePriceList } from './example-price-list.ts';

it('reads a whole list', () => {
  expect(createPriceList()).toMatchObject({ currency: 'EUR', period_days: 30, checked_on: '2026-11-20' });
});

it('takes a list without what is optional', () => {
  const { tax: _, source: __, expires_on: ___, os: ____, ...fields } = examplePriceList;
  expect(isExpired(parsePriceList(JSON.stringify(fields)), Date.parse('2999-01-01'))).toBe(false);
});

it.each([
  ['an unknown key', { discount: '1' }, 'the list: Unrecognized key: "discount"'],
  ['an unknown option', { prices: { quantity_cpus: '1.00' } }, 'prices: Unrecognized key: "quantity_cpus"'],
  ['a negative price', { prices: { quantity_cpu: '-1.00' } }, 'prices.quantity_cpu: has to be a price'],
  ['a price as a number', { prices: { quantity_cpu: 1 } }, 'prices.quantity_cpu: has to be a price'],
  ['a decimal comma', { prices: { server: '1,00' } }, 'prices.server: has to be a price'],
  ['seven decimals', { prices: { 'features.ipv4': '0.0000001' } }, 'prices.features.ipv4: has to be a price'],
  ['an exponent', { os: { Windows: '1e3' } }, 'os.Windows: has to be a price'],
  ['a system named twice', { os: { Windows: '1.00', windows: '2.00' } }, 'os: names a system twice'],
  ['an unknown currency', { currency: 'EUX' }, 'currency: has to be a currency code'],
  ['a currency in small letters', { currency: 'eur' }, 'currency: has to be a currency code'],
  ['another format', { format: 2 }, 'format: Invalid input: expected 1'],
  ['half a day', { period_days: 0.5 }, 'period_days: Invalid input: expected int'],
  ['no day', { period_days: 0 }, 'period_days: Too small'],
  ['no date', { checked_on: 'yesterday' }, 'checked_on: Invalid ISO date'],
  ['no prices', { prices: undefined }, 'prices: Invalid input: expected object'],
  ['two faults', { format: 2, tax: 'none' }, 'format: Invalid input: expected 1; tax: Invalid option'],
])('refuses %s by its key', (_, fields, complaint) => {
  expect(() => createPriceList(fields)).toThrow(
    `The price list (VPS_PRICE_LIST) cannot be used: ${complaint}`,
  );
});

it.each(['', '{', '[]', 'null', '{"format":1,"format":2}'])('refuses the text %j in one line', text => {
  expect(() => parsePriceList(text)).toThrow(
    /^The price list \(VPS_PRICE_LIST\) (is not JSON|cannot be used: the list: Invalid input)[^\n]*\.$/,
  );
});

it('is expired after its last day', () => {
  const list = createPriceList({ expires_on: '2027-02-28' });
  expect(isExpired(list, Date.parse('2027-02-28T23:59:59.999Z'))).toBe(false);
  expect(isExpired(list, Date.parse('2027-03-01T00:00:00Z'))).toBe(true);
});
