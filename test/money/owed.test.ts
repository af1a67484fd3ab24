import { expect, it } from 'vitest';
import { sumOwed } from '../../src/money/owed.ts';

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
