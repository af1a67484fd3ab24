import type { JournalRecord } from '../journal/record.ts';
import { alignColumns } from '../text.ts';
import { dayMs } from '../time-budget.ts';
import { isPlaced, type LimitQuestion, toLimitStates } from './cost-limits.ts';
import { renderDecimal, toDecimal } from './decimal.ts';
import { type Money, readStatedMoney, type Sums, sumByCurrency } from './invoice.ts';

export type SpendGrouping = 'day' | 'month' | 'reference';

interface SpendQuestion extends LimitQuestion {
  readonly by: SpendGrouping;
  /** The first day, as `2026-11-20`, in UTC. */
  readonly since?: string | undefined;
  /** The price list's; limits in money come with one. */
  readonly currency?: string | undefined;
}

export type SpendReport = ReturnType<typeof reportSpend>;

export function reportSpend(records: readonly JournalRecord[], question: SpendQuestion) {
  const { by, since, currency } = question;
  const toGroup = ({ created_at, reference }: JournalRecord) =>
    by === 'reference' ? reference : created_at.slice(0, by === 'day' ? 10 : 7);
  const spent = selectSpent(records, since);
  const running = records.filter(record => isPlaced(record) && record.ended === undefined);
  const priced = running.filter(({ estimate }) => estimate);
  return {
    by,
    ...(since !== undefined && { since }),
    rows: groupBy(spent, toGroup).map(([group, members]) => toRow(group, members)),
    /** How many orders of the rows have an unknown outcome; they are counted as if they were placed. */
    unknown_outcomes: spent.filter(({ state }) => state === 'sending' || state === 'unknown').length,
    /** What the orders that were not cancelled cost per period by the estimates of their time. */
    running: groupBy(priced, ({ estimate }) => estimate?.period_days).map(([period_days, members]) => ({
      period_days,
      amounts: sumEstimates(members),
    })),
    /** How many of those have no whole estimate. */
    running_not_known: running.filter(({ estimate }) => !estimate || estimate.missing).length,
    limits: currency === undefined ? [] : toLimitStates(records, { ...question, currency }),
  };
}

/** What was or may have been placed since a day, in the order of the journal. */
export function selectSpent(records: readonly JournalRecord[], since = ''): JournalRecord[] {
  return records.filter(record => isPlaced(record) && record.created_at >= since);
}

/** What was estimated, what was invoiced, and how many orders have neither: three answers that are never added up. */
function toRow(group: string, members: readonly JournalRecord[]) {
  const invoices = members.map(({ payment }) => readStatedMoney(payment));
  return {
    group,
    orders: members.length,
    estimated: sumEstimates(members),
    invoiced: sumByCurrency(invoices.flatMap(invoice => invoice ?? [])),
    not_known: members.filter(({ estimate }, index) => !estimate && !invoices[index]).length,
  };
}

function sumEstimates(records: readonly JournalRecord[]): Sums {
  const estimates = records.flatMap(({ estimate }) => estimate ?? []);
  return sumByCurrency(estimates.map(({ amount, currency }) => ({ amount: toDecimal(amount), currency })));
}

/** The groups in the order of their first members. */
function groupBy<Key>(
  records: readonly JournalRecord[],
  toKey: (record: JournalRecord) => Key,
): [Key, JournalRecord[]][] {
  const groups = new Map<Key, JournalRecord[]>();
  for (const record of records) {
    const key = toKey(record);
    const members = groups.get(key);
    if (members) members.push(record);
    else groups.set(key, [record]);
  }
  return [...groups];
}

/** A table for a person, and below it what runs and what the limits leave. */
export function renderSpend(report: SpendReport): string {
  const { by, since, rows, unknown_outcomes, running, running_not_known, limits } = report;
  const cells = rows.map(({ group, orders, estimated, invoiced, not_known }) => [
    group,
    String(orders),
    renderSums(estimated),
    renderSums(invoiced),
    String(not_known || '-'),
  ]);
  const table = alignColumns([[by.toUpperCase(), 'ORDERS', 'ESTIMATED', 'INVOICED', 'NOT KNOWN'], ...cells]);
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
  const shown = rows.length > 0 ? table : ['Nothing was ordered in this time.'];
  return [...shown, '', ...notes.filter(Boolean), ''].join('\n');
}

function renderSums(sums: Sums): string {
  return sums.map(({ amount, currency }) => `${amount} ${currency}`).join(', ') || '-';
}

/**
 * One row per order, in columns of FOCUS (FinOps Open Cost and Usage Specification); `x_` marks those of our own. What is
 * not known is empty, and never 0.
 */
const columns: Record<string, (record: JournalRecord, invoice?: Money) => unknown> = {
  BilledCost: (_, invoice) => invoice && renderDecimal(invoice.amount),
  BillingCurrency: ({ estimate }, invoice) => invoice?.currency ?? estimate?.currency,
  ChargeCategory: () => 'Purchase',
  ChargeDescription: ({ items }) => items.map(({ name }) => name).join(', '),
  ChargePeriodStart: ({ created_at }) => toFocusTime(created_at),
  /** The first moment that the charge is not for. */
  ChargePeriodEnd: ({ created_at, estimate }) => estimate && toFocusTime(created_at, estimate.period_days),
  InvoiceId: ({ payment }) => payment?.invoice_id,
  ResourceId: ({ order_id }) => order_id,
  x_EstimatedCost: ({ estimate }) => estimate?.amount,
  x_EstimateCurrency: ({ estimate }) => estimate?.currency,
  x_EstimateLeavesOut: ({ estimate }) => estimate?.missing?.join(', '),
  x_State: ({ state, ended }) => ended ?? state,
  x_Reference: ({ reference }) => reference,
};

export function renderSpendCsv(records: readonly JournalRecord[]): string {
  const rows = records.map(record => {
    const invoice = readStatedMoney(record.payment);
    return Object.values(columns).map(read => read(record, invoice));
  });
  return [Object.keys(columns), ...rows].map(row => `${row.map(toCsvCell).join(',')}\r\n`).join('');
}

function toFocusTime(time: string, daysLater = 0): string {
  return `${new Date(Date.parse(time) + daysLater * dayMs).toISOString().slice(0, 19)}Z`;
}

/** A spreadsheet runs a cell that begins like a formula; an apostrophe in front makes it a text. */
function toCsvCell(value: unknown): string {
  const given = String(value ?? '');
  const text = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(given) ? `'${given}` : given;
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
