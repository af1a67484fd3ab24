import type { JournalRecord } from '../journal/record.ts';
import { alignColumns } from '../text.ts';
import { renderDecimal } from './decimal.ts';
import type { SpendReport } from './spend.ts';
import { readStatedMoney, type Sums } from './stated-money.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** A table for a person, and below it what runs and what the limits leave. */
export function renderSpend(report: SpendReport): string {
  const { by, since, rows, unknown_outcomes, running, running_not_known, limits } = report;
  const cells = [
    [by.toUpperCase(), 'ORDERS', 'ESTIMATED', 'INVOICED', 'NOT KNOWN'],
    ...rows.map(row => [
      row.group,
      String(row.orders),
      renderSums(row.estimated),
      renderSums(row.invoiced),
      row.not_known === 0 ? '-' : String(row.not_known),
    ]),
  ];
  const table = rows.length > 0 ? alignColumns(cells) : ['Nothing was ordered in this time.'];
  const notes = [
    since && `Since ${since}.`,
    unknown_outcomes > 0 &&
      `! ${unknown_outcomes} with an unknown outcome, counted as if placed: journal --resolve looks them up.`,
    ...running.map(
      ({ period_days, amounts }) =>
        `Running, by estimate: ${renderSums(amounts)} per ${period_days} days for what was not cancelled.`,
    ),
    running_not_known > 0 && `Running without a whole estimate: ${running_not_known}.`,
    ...limits.map(
      ({ variable, currency, limit, spent, span, left, not_known }) =>
        `${variable}: ${spent} of ${limit} ${currency} in ${span}, ${left} left${not_known > 0 ? `; ${not_known} not counted, their cost is not known` : ''}.`,
    ),
    'Estimates are by the price list of the operator, invoices by the provider; an order can stand under both.',
  ];
  return [...table, '', ...notes.filter(note => typeof note === 'string' && note !== ''), ''].join('\n');
}

/**
 * One row per order, in columns of FOCUS (FinOps Open Cost and Usage Specification); `x_` marks those of our own. What is
 * not known is empty, and never 0.
 */
export function renderSpendCsv(records: readonly JournalRecord[]): string {
  const rows = [
    columns.map(([name]) => name),
    ...records.map(record => columns.map(([, read]) => read(record))),
  ];
  return rows.map(row => `${row.map(toCsvCell).join(',')}\r\n`).join('');
}

const columns: readonly [name: string, read: (record: JournalRecord) => string | undefined][] = [
  ['BilledCost', ({ payment }) => toBilled(payment)?.amount],
  ['BillingCurrency', ({ payment, estimate }) => toBilled(payment)?.currency ?? estimate?.currency],
  ['ChargeCategory', () => 'Purchase'],
  ['ChargeDescription', ({ items }) => items.map(({ name }) => name).join(', ')],
  ['ChargePeriodStart', ({ created_at }) => toFocusTime(Date.parse(created_at))],
  ['ChargePeriodEnd', toPeriodEnd],
  ['InvoiceId', ({ payment }) => toText(payment?.invoice_id)],
  ['ResourceId', ({ order_id }) => order_id],
  ['x_EstimatedCost', ({ estimate }) => estimate?.amount],
  ['x_EstimateCurrency', ({ estimate }) => estimate?.currency],
  ['x_EstimateLeavesOut', ({ estimate }) => estimate?.missing?.join(', ')],
  ['x_State', ({ state, ended }) => ended ?? state],
  ['x_Reference', ({ reference }) => reference],
];

function toBilled(payment: JournalRecord['payment']): { amount: string; currency: string } | undefined {
  const invoice = readStatedMoney(payment);
  return invoice && { amount: renderDecimal(invoice.amount), currency: invoice.currency };
}

/** The end is the first moment that the charge is not for. */
function toPeriodEnd({ created_at, estimate }: JournalRecord): string | undefined {
  return estimate && toFocusTime(Date.parse(created_at) + estimate.period_days * dayMs);
}

function toFocusTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** A spreadsheet runs a cell that begins like a formula; an apostrophe in front makes it a text. */
function toCsvCell(value = ''): string {
  const text = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function renderSums(sums: Sums): string {
  return sums.length === 0 ? '-' : sums.map(({ amount, currency }) => `${amount} ${currency}`).join(', ');
}
