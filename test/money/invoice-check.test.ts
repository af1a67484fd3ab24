import { expect, it } from 'vitest';
import { checkInvoice, renderInvoiceWarnings } from '../../src/money/invoice-check.ts';

const estimate = { amount: '12.25', currency: 'EUR' };

it.each([
  ['13.00', '0.75'],
  ['12.25', '0.00'],
  ['12,00', '-0.25'],
])('says by how much an invoice of %s differs', (amount, difference) => {
  expect(checkInvoice(estimate, { amount, currency: 'EUR' })?.difference).toBe(difference);
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
  expect(checkInvoice(known, payment)).toBeUndefined();
});

it.each([
  ['10.00', '11.00', false],
  ['10.00', '11.01', true],
  ['10.00', '9.00', false],
  ['10.00', '8.99', true],
  ['0.00', '0.01', true],
])('an estimate of %s and an invoice of %s are far apart: %s', (amount, invoiced, isFar) => {
  const check = checkInvoice({ amount, currency: 'EUR' }, { amount: invoiced, currency: 'EUR' });
  expect(renderInvoiceWarnings(check)).toHaveLength(isFar ? 1 : 0);
});

it('warns in both directions', () => {
  const toWarnings = (amount: string) =>
    renderInvoiceWarnings(checkInvoice(estimate, { amount, currency: 'EUR' }));
  expect(toWarnings('20.00')[0]).toContain('asks for 20.00 EUR, 7.75 more than the 12.25 EUR');
  expect(toWarnings('2.00')[0]).toContain('asks for 2.00 EUR, 10.25 less than the 12.25 EUR');
});
