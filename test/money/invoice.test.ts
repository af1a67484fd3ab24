import { describe, expect, it } from 'vitest';
import { renderDecimal } from '../../src/money/decimal.ts';
import { checkInvoice, isCurrency, readStatedMoney, sumOwed } from '../../src/money/invoice.ts';

function read(amount: unknown, currency?: unknown): string | undefined {
  const money = readStatedMoney({ amount, currency });
  return money && `${renderDecimal(money.amount)} ${money.currency}`;
}

it.each([
  [12.25, '12.25 EUR'],
  [12.345, '12.345 EUR'],
  ['12.25', '12.25 EUR'],
  ['12,25', '12.25 EUR'],
  ['499,-', '499.00 EUR'],
  ['499,–', '499.00 EUR'],
  ['1,234.50', '1234.50 EUR'],
  ['1.234,50', '1234.50 EUR'],
  ['1 234,50', '1234.50 EUR'],
  ['1\u202f234\u00a0567,5', '1234567.50 EUR'],
  ["1'234.50", '1234.50 EUR'],
  ['1,234,567', '1234567.00 EUR'],
  ['0.125', '0.125 EUR'],
  ['1234.567', '1234.567 EUR'],
])('reads %j as %s', (amount, expected) => {
  expect(read(amount, 'EUR')).toBe(expected);
});

it.each([
  ['kr 1 234,50', '1234.50 kr'],
  ['Kr. 499,-', '499.00 Kr'],
  ['€12.25', '12.25 €'],
  ['12.25 €', '12.25 €'],
  ['nok 12.25', '12.25 NOK'],
  ['US$ 5', '5.00 US$'],
])('reads the currency of %j beside it', (amount, expected) => {
  expect(read(amount)).toBe(expected);
});

it.each(['1,234', '1.234', '1,2,3', '1.23.45', '12 34', '-5', '1e3', '5 apples each', '', 'free', '0x10'])(
  'does not guess what %j means',
  amount => {
    expect(read(amount, 'EUR')).toBeUndefined();
  },
);

it.each([
  [-1, 'EUR'],
  [Number.NaN, 'EUR'],
  [null, 'EUR'],
  [{ value: 1 }, 'EUR'],
  ['12.25', undefined],
  ['12.25', ''],
  ['12.25 USD', 'EUR'],
])('knows no money in %j with currency %j', (amount, currency) => {
  expect(read(amount, currency)).toBeUndefined();
});

it('prefers the code of a currency to its symbol', () => {
  expect(read('kr 5', 'nok')).toBe('5.00 NOK');
});

it.each([
  ['NOK', 'NOK', true],
  ['Kr', 'NOK', true],
  ['€', 'EUR', true],
  ['€', 'NOK', false],
  ['SEK', 'NOK', false],
])('%s is %s: %s', (stated, code, is) => {
  expect(isCurrency(stated, code)).toBe(is);
});

it('sums up each currency apart, and counts what is not known', () => {
  const payments = [
    { amount: '0.10', currency: 'EUR' },
    { amount: 0.2, currency: 'eur' },
    { amount: 'kr 1 234,50', currency: 'NOK' },
    { amount: '499,-' },
    { amount: '1,234', currency: 'EUR' },
    {},
    undefined,
  ];
  expect(sumOwed(payments)).toEqual({
    count: 7,
    amounts: [
      { currency: 'EUR', amount: '0.30' },
      { currency: 'NOK', amount: '1234.50' },
    ],
    not_known: 4,
  });
});

it('owes nothing where nothing is unpaid', () => {
  expect(sumOwed([])).toEqual({ count: 0, amounts: [], not_known: 0 });
});

describe('an invoice beside its estimate', () => {
  const estimate = { amount: '12.25', currency: 'EUR', period_days: 30 };

  it.each([
    ['13.00', '0.75'],
    ['12.25', '0.00'],
    ['12,00', '-0.25'],
  ])('says by how much an invoice of %s differs', (amount, difference) => {
    expect(checkInvoice(estimate, { amount, currency: 'EUR' }).check?.difference).toBe(difference);
  });

  it.each([
    ['no estimate', undefined, { amount: 12, currency: 'EUR' }],
    [
      'an estimate that leaves something out',
      { ...estimate, missing: ['os 2'] },
      { amount: 12, currency: 'EUR' },
    ],
    ['no payment', estimate, undefined],
    ['another currency', estimate, { amount: 12, currency: 'USD' }],
    ['no currency', estimate, { amount: 12 }],
    ['an amount of two meanings', estimate, { amount: '1,234', currency: 'EUR' }],
  ])('says nothing where there is %s', (_, known, payment) => {
    expect(checkInvoice(known, payment)).toEqual({ warnings: [] });
  });

  it.each([
    ['10.00', '11.00', false],
    ['10.00', '11.01', true],
    ['10.00', '9.00', false],
    ['10.00', '8.99', true],
    ['0.00', '0.01', true],
  ])('an estimate of %s and an invoice of %s are far apart: %s', (amount, invoiced, isFar) => {
    const estimated = { ...estimate, amount };
    const { warnings } = checkInvoice(estimated, { amount: invoiced, currency: 'EUR' });
    expect(warnings).toHaveLength(isFar ? 1 : 0);
  });

  it('warns in both directions', () => {
    const toWarnings = (amount: string) => checkInvoice(estimate, { amount, currency: 'EUR' }).warnings;
    expect(toWarnings('20.00')[0]).toContain('asks for 20.00 EUR, 7.75 more than the 12.25 EUR');
    expect(toWarnings('2.00')[0]).toContain('asks for 2.00 EUR, 10.25 less than the 12.25 EUR');
  });
});
