import type { JournalRecord } from '../journal/record.ts';
import type { OrderLimits } from '../settings/settings.ts';
import { type Decimal, toDecimal } from './decimal.ts';
import { isCurrency, readStatedMoney } from './invoice.ts';

const dayMs = 24 * 60 * 60 * 1_000;

export type CostLimits = Pick<OrderLimits, 'costPerOrder' | 'costPerDay' | 'costPerMonth'>;

export const windows = [
  { variable: 'VPS_MAX_COST_PER_DAY', name: 'costPerDay', days: 1, span: '24 hours' },
  { variable: 'VPS_MAX_COST_PER_MONTH', name: 'costPerMonth', days: 30, span: '30 days' },
] as const;

/** When it is looked back from, in milliseconds since 1970, and how long before that each record was made. */
export interface Moment {
  readonly nowMs: number;
  readonly ageMs: (record: JournalRecord) => number;
}

/** A limit that looks back, and what was spent in its time. */
export type SpentWindow = ReturnType<typeof measureWindows>[number];

/** What the records spent in each window that has a limit. */
export function measureWindows(
  records: readonly JournalRecord[],
  { limits, currency, nowMs, ageMs }: Moment & { limits: CostLimits; currency: string },
) {
  return windows.flatMap(({ variable, span, name, days }) => {
    const limit = limits[name];
    if (limit === undefined) return [];
    const recent = records
      .map(record => ({ record, leftMs: days * dayMs - ageMs(record) }))
      .filter(({ leftMs }) => leftMs > 0);
    const costs = recent.flatMap(({ record, leftMs }) => {
      const amount = toCost(record, currency);
      return amount === undefined ? [] : [{ amount, leavesAtMs: nowMs + leftMs }];
    });
    const spent = costs.reduce((sum, { amount }) => sum + amount, 0n);
    const notKnown = recent.length - costs.length;
    return [{ variable, span, currency, limit: toDecimal(limit), spent, costs, notKnown }];
  });
}

/** The greater of estimate and invoice; undefined where neither is known in this currency. */
function toCost({ estimate, payment }: JournalRecord, currency: string): Decimal | undefined {
  const invoice = readStatedMoney(payment);
  const estimated = estimate?.currency === currency ? toDecimal(estimate.amount) : undefined;
  const invoiced = invoice && isCurrency(invoice.currency, currency) ? invoice.amount : undefined;
  const isInvoiceGreater = estimated === undefined || (invoiced !== undefined && invoiced > estimated);
  return isInvoiceGreater ? invoiced : estimated;
}

/** What was or may have been placed: an unknown order counts in full, a refused, void or merely claimed one does not. */
export function isPlaced({ state }: JournalRecord): boolean {
  return state === 'sending' || state === 'unknown' || state === 'ordered' || state === 'payment_required';
}

/** The same if every claim is sent. */
export function mayBePlaced(record: JournalRecord): boolean {
  return isPlaced(record) || record.state === 'claimed';
}

/** When so much has left the window; undefined where all of it is not enough. */
export function findTimeOfFreeing({ costs }: SpentWindow, needed: Decimal): string | undefined {
  let freed = 0n;
  for (const { amount, leavesAtMs } of costs.toSorted((a, b) => a.leavesAtMs - b.leavesAtMs)) {
    freed += amount;
    if (freed >= needed) return new Date(leavesAtMs).toISOString();
  }
  return undefined;
}
