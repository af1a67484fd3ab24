import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../src/journal/record.ts';
import { checkCost, isCostCertain, mayExceed, toLimitStates } from '../../src/money/cost-limits.ts';
import type { Estimate } from '../../src/money/estimate.ts';
import { createRecord } from '../journal/example-record.ts';

const nowMs = Date.parse('2026-11-20T12:00:00.000Z');
const hourMs = 60 * 60 * 1_000;
const now = { nowMs, ageMs: ({ created_at }: JournalRecord) => nowMs - Date.parse(created_at) };

function createEstimate(amount: string): Estimate {
  return {
    amount,
    currency: 'EUR',
    period_days: 30,
    by: 'operator_price_list',
    checked_on: '2026-11-20',
    lines: [],
  };
}

/** An order of some hours ago that costs an amount by its estimate. */
function createCost(amount: string | undefined, fields: Partial<JournalRecord> & { hoursAgo?: number } = {}) {
  const { hoursAgo = 1, ...others } = fields;
  return createRecord({
    state: 'ordered',
    created_at: new Date(nowMs - hoursAgo * hourMs).toISOString(),
    ...(amount !== undefined && { estimate: createEstimate(amount) }),
    ...others,
  });
}

const perDay = { costPerDay: '100.00' };

function check(records: JournalRecord[], amount: string, limits: object = perDay) {
  return () => checkCost(records, { estimate: createEstimate(amount), limits, ...now });
}

it('says nothing where no limit is set', () => {
  expect(checkCost([createCost('1000.00')], { estimate: undefined, limits: {}, ...now })).toEqual([]);
});

it('takes an order that fills the limit to the cent, and none above it', () => {
  expect(check([createCost('60.00')], '40.00')).not.toThrow();
  expect(check([createCost('60.00')], '40.01')).toThrow(
    "This order costs about 40.01 EUR by the operator's price list, and 40.00 EUR are left of the 100.00 EUR for 24 hours (VPS_MAX_COST_PER_DAY).",
  );
});

it('refuses with the code limit_exceeded', () => {
  expect(check([], '100.01')).toThrow(expect.objectContaining({ code: 'limit_exceeded' }));
});

it('names the limit of one order', () => {
  expect(check([], '12.25', { costPerOrder: '12.25' })).not.toThrow();
  expect(check([], '12.26', { costPerOrder: '12.25' })).toThrow(
    'the limit for one order is 12.25 EUR; the operator of this server sets it with VPS_MAX_COST_PER_ORDER.',
  );
});

it.each(['sending', 'unknown', 'ordered', 'payment_required'] as const)('counts one that is %s', state => {
  expect(check([createCost('60.00', { state })], '40.01')).toThrow('40.00 EUR are left');
});

it.each(['claimed', 'void', 'not_ordered'] as const)('does not count one that is %s', state => {
  expect(check([createCost('60.00', { state })], '79.00')()).toEqual([]);
});

it.each([
  ['an invoice above it', { amount: 'EUR 90,00', currency: 'EUR' }, '10.00'],
  ['an invoice below it', { amount: 10, currency: 'EUR' }, '40.00'],
  ['an invoice in another currency', { amount: 90, currency: 'NOK' }, '40.00'],
  ['an invoice that means two things', { amount: '1,234', currency: 'EUR' }, '40.00'],
])('counts the greater of an estimate and %s', (_, payment, left) => {
  expect(check([createCost('60.00', { payment })], '99.00')).toThrow(`${left} EUR are left`);
});

it('looks back over 24 hours and 30 days, to the millisecond', () => {
  const limits = { costPerDay: '100.00', costPerMonth: '100.00' };
  const yesterday = createCost('60.00', { hoursAgo: 24 });
  expect(check([yesterday], '41.00', limits)).toThrow('for 30 days (VPS_MAX_COST_PER_MONTH)');
  expect(check([createCost('60.00', { hoursAgo: 30 * 24 })], '41.00', limits)).not.toThrow();
  const justWithin = createCost('60.00', { hoursAgo: 24 - 1 / 3_600_000 });
  expect(check([justWithin], '41.00', limits)).toThrow('VPS_MAX_COST_PER_DAY');
});

it('says from when on the order fits, whatever the order of the records', () => {
  const records = [3, 9, 20].map(hoursAgo => createCost('30.00', { hoursAgo }));
  expect(check(records, '10.01')).toThrow('fits from 2026-11-20T16:00:00.000Z on');
  expect(check(records, '65.00')).toThrow('fits from 2026-11-21T03:00:00.000Z on');
  expect(check(records, '100.01')).toThrow('An order of this amount never fits');
});

it('never says that less than nothing is left', () => {
  expect(check([createCost('160.00')], '1.00')).toThrow('0.00 EUR are left');
});

it('warns from four fifths of a limit on', () => {
  expect(check([createCost('60.00')], '19.99')()).toEqual([]);
  expect(check([createCost('60.00')], '20.00')()).toEqual([
    'With this order 80.00 EUR are spent of the 100.00 EUR for 24 hours (VPS_MAX_COST_PER_DAY).',
  ]);
});

it('warns of earlier orders whose cost is not known', () => {
  const dollars = { ...createEstimate('5.00'), currency: 'USD' };
  expect(check([createCost(undefined), createCost(undefined, { estimate: dollars })], '1.00')()).toEqual([
    'Earlier orders without a known cost in EUR: 2; VPS_MAX_COST_PER_DAY does not count them.',
  ]);
});

describe('an order without a price', () => {
  it.each([
    ['costPerOrder', 'VPS_MAX_COST_PER_ORDER'],
    ['costPerDay', 'VPS_MAX_COST_PER_DAY'],
    ['costPerMonth', 'VPS_MAX_COST_PER_MONTH'],
  ])('is refused where %s is set', (name, variable) => {
    const limits = { [name]: '1000.00' };
    expect(() => checkCost([], { estimate: undefined, limits, ...now })).toThrow(
      `the operator's price list (VPS_PRICE_LIST) is missing or expired, and with ${variable} set`,
    );
    const estimate = { ...createEstimate('1.00'), missing: ['os Plan 9', 'quantity_cpu'] };
    expect(() => checkCost([], { estimate, limits, ...now })).toThrow(
      'no price for os Plan 9, quantity_cpu,',
    );
  });

  it('may cost more than any amount', () => {
    expect(mayExceed(undefined, '1000.00')).toBe(true);
    expect(mayExceed({ ...createEstimate('1.00'), missing: ['os 2'] }, '1000.00')).toBe(true);
    expect(mayExceed(createEstimate('9.5'), '9.50')).toBe(false);
    expect(mayExceed(createEstimate('10.00'), '9.5')).toBe(true);
  });
});

it('is certain of room only where every claim could be sent as well', () => {
  const claim = createCost('60.00', { state: 'claimed' });
  const isCertain = (amount: string, limits: object = perDay) =>
    isCostCertain([claim], { estimate: createEstimate(amount), limits, ...now });
  expect(isCertain('40.00')).toBe(true);
  expect(isCertain('40.01')).toBe(false);
  expect(isCertain('40.01', {})).toBe(true);
});

it('shows what is left of each limit that looks back', () => {
  const records = [createCost('60.00'), createCost('30.00', { hoursAgo: 48 }), createCost(undefined)];
  const limits = { costPerOrder: '50', costPerDay: '100', costPerMonth: '80' };
  expect(toLimitStates(records, { limits, currency: 'EUR', ...now })).toEqual([
    {
      variable: 'VPS_MAX_COST_PER_DAY',
      span: '24 hours',
      currency: 'EUR',
      limit: '100.00',
      spent: '60.00',
      left: '40.00',
      not_known: 1,
    },
    {
      variable: 'VPS_MAX_COST_PER_MONTH',
      span: '30 days',
      currency: 'EUR',
      limit: '80.00',
      spent: '90.00',
      left: '0.00',
      not_known: 1,
    },
  ]);
});
