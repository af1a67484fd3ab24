import { expect, it } from 'vitest';
import type { JournalRecord } from '../../src/journal/record.ts';
import {
  renderSpend,
  renderSpendCsv,
  reportSpend,
  type SpendGrouping,
  selectSpent,
} from '../../src/money/spend-report.ts';
import { createRecord } from '../journal/example-record.ts';

const nowMs = Date.parse('2026-11-20T12:00:00.000Z');
const now = { nowMs, ageMs: ({ created_at }: JournalRecord) => nowMs - Date.parse(created_at) };

function createSpent(amount: string | undefined, fields: Partial<JournalRecord> = {}): JournalRecord {
  const estimate = { amount: amount ?? '', currency: 'EUR', period_days: 30 };
  return createRecord({
    state: 'ordered',
    created_at: '2026-11-20T10:00:00.000Z',
    ...(amount !== undefined && { estimate }),
    ...fields,
  });
}

const records = [
  createSpent('1.00', { reference: 'web', created_at: '2026-10-31T23:59:59.000Z', ended: 'cancelled' }),
  createSpent('2.00', { reference: 'web', payment: { amount: '2,50', currency: 'EUR' } }),
  createSpent('4.00', { reference: 'db', payment: { amount: 'kr 1 234,50', currency: 'NOK' } }),
  createSpent(undefined, { reference: 'old' }),
  createSpent('8.00', { reference: 'lost', state: 'unknown' }),
  createSpent('16.00', { reference: 'refused', state: 'not_ordered' }),
  createSpent('16.00', { reference: 'given up', state: 'void' }),
];

function report(by: SpendGrouping, since?: string) {
  return reportSpend(records, {
    by,
    since,
    limits: { costPerMonth: '100' },
    currency: 'EUR',
    ...now,
  });
}

it('keeps what was estimated, invoiced and not known apart, and each currency too', () => {
  expect(report('month').rows).toEqual([
    {
      group: '2026-10',
      orders: 1,
      estimated: [{ currency: 'EUR', amount: '1.00' }],
      invoiced: [],
      not_known: 0,
    },
    {
      group: '2026-11',
      orders: 4,
      estimated: [{ currency: 'EUR', amount: '14.00' }],
      invoiced: [
        { currency: 'EUR', amount: '2.50' },
        { currency: 'NOK', amount: '1234.50' },
      ],
      not_known: 1,
    },
  ]);
});

it.each([
  ['day', ['2026-10-31', '2026-11-20']],
  ['reference', ['web', 'db', 'old', 'lost']],
] as const)('groups by %s', (by, groups) => {
  expect(report(by).rows.map(({ group }) => group)).toEqual(groups);
});

it('begins with the day that is asked for', () => {
  expect(report('day', '2026-10-31').rows).toHaveLength(2);
  expect(report('day', '2026-11-01').rows).toHaveLength(1);
});

it('tells what runs on, whenever it was ordered, by the period of its estimate', () => {
  const weekly = createSpent('3.00', { estimate: { amount: '3.00', currency: 'EUR', period_days: 7 } });
  const partly = createSpent('5.00', {
    estimate: { amount: '5.00', currency: 'EUR', period_days: 7, missing: ['os 2'] },
  });
  const question = { by: 'day', since: '2026-11-21', limits: {}, ...now } as const;
  expect(reportSpend([...records, weekly, partly], question)).toMatchObject({
    rows: [],
    running: [
      { period_days: 30, amounts: [{ currency: 'EUR', amount: '14.00' }] },
      { period_days: 7, amounts: [{ currency: 'EUR', amount: '8.00' }] },
    ],
    running_not_known: 2,
    limits: [],
  });
});

it('renders a table for a person', () => {
  expect(
    renderSpend(report('month', '2026-10-01')),
  ).toBe(`MONTH    ORDERS  ESTIMATED  INVOICED               NOT KNOWN
2026-10  1       1.00 EUR   -                      -
2026-11  4       14.00 EUR  2.50 EUR, 1234.50 NOK  1

Since 2026-10-01.
! 1 with an unknown outcome, counted as if placed: journal --resolve looks them up.
Running, by estimate: 14.00 EUR per 30 days for what was not cancelled.
Running without a whole estimate: 1.
VPS_MAX_COST_PER_MONTH: 15.50 of 100.00 EUR in 30 days, 84.50 left; 1 not counted, their cost is not known.
Estimates are by the price list of the operator, invoices by the provider; an order can stand under both.
`);
});

it('says that there is nothing to show', () => {
  expect(renderSpend(reportSpend([], { by: 'day', limits: {}, ...now }))).toMatch(
    /^Nothing was ordered in this time\.\n/,
  );
});

it('writes one CSV row per order in the columns of FOCUS, and leaves empty what is not known', () => {
  const record = createSpent('12.25', {
    reference: 'web',
    order_id: '73',
    payment: { invoice_id: 9, amount: '123,00', currency: 'NOK' },
    items: [{ name: 'api-1' }, { name: 'api-2' }],
  });
  expect(renderSpendCsv(selectSpent([record, createSpent(undefined, { state: 'void' })]))).toBe(
    [
      'BilledCost,BillingCurrency,ChargeCategory,ChargeDescription,ChargePeriodStart,ChargePeriodEnd,InvoiceId,ResourceId,x_EstimatedCost,x_EstimateCurrency,x_EstimateLeavesOut,x_State,x_Reference',
      '123.00,NOK,Purchase,"api-1, api-2",2026-11-20T10:00:00Z,2026-12-20T10:00:00Z,9,73,12.25,EUR,,ordered,web',
      '',
    ].join('\r\n'),
  );
  expect(renderSpendCsv([createSpent(undefined)]).split('\r\n')[1]).toBe(
    ',,Purchase,server,2026-11-20T10:00:00Z,,,,,,,ordered,reference',
  );
});

it.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['＝1', "'＝1"],
  ['=HYPERLINK("https://evil.example","x")', '"\'=HYPERLINK(""https://evil.example"",""x"")"'],
  [' =1', "' =1"],
  ['\t=1', "'\t=1"],
  ['a "b", c', '"a ""b"", c"'],
  ['a;b', '"a;b"'],
  ['two\nlines', '"two\nlines"'],
])('writes the reference %j so that no spreadsheet runs it', (reference, cell) => {
  const csv = renderSpendCsv([createSpent('1.00', { reference })]);
  expect(csv.endsWith(`,ordered,${cell}\r\n`)).toBe(true);
});
