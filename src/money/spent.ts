import type { JournalRecord } from '../journal/record.ts';
import { add, type Decimal, isGreater, max, sum, toDecimal, zero } from './decimal.ts';
import { isCurrency, readStatedMoney } from './stated-money.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** Decimal amounts in the currency of the price list. */
export interface CostLimits {
  readonly costPerOrder?: string | undefined;
  readonly costPerDay?: string | undefined;
  readonly costPerMonth?: string | undefined;
}

export const windows = [
  { variable: 'VPS_MAX_COST_PER_DAY', name: 'costPerDay', days: 1, span: '24 hours' },
  { variable: 'VPS_MAX_COST_PER_MONTH', name: 'costPerMonth', days: 30, span: '30 days' },
] as const;

/** When it is looked back from, in milliseconds since 1970, and how long before that each record was made. */
export interface Moment {
  readonly nowMs: number;
  readonly ageMs: (record: JournalRecord) => number;
}

interface Measured extends Moment {
  readonly limits: CostLimits;
  readonly currency: string;
}

/** A limit that looks back, and what was spent in its time. */
export interface SpentWindow {
  readonly variable: string;
  readonly span: string;
  readonly currency: string;
  readonly limit: Decimal;
  readonly spent: Decimal;
  readonly costs: readonly Cost[];
  readonly notKnown: number;
}

interface Cost {
  readonly amount: Decimal;
  readonly leavesAtMs: number;
}

/** What the records spent in each window that has a limit. */
export function measureWindows(
  records: readonly JournalRecord[],
  { limits, currency, nowMs, ageMs }: Measured,
): SpentWindow[] {
  return windows.flatMap(({ variable, span, name, days }) => {
    const limit = limits[name];
    if (limit === undefined) return [];
    const inWindow = records
      .map(record => ({
        amount: toCost(record, currency),
        leavesAtMs: nowMs + days * dayMs - ageMs(record),
      }))
      .filter(({ leavesAtMs }) => leavesAtMs > nowMs);
    const costs = inWindow.flatMap(({ amount, leavesAtMs }) => (amount ? [{ amount, leavesAtMs }] : []));
    const spent = sum(costs.map(({ amount }) => amount));
    const notKnown = inWindow.length - costs.length;
    return [{ variable, span, currency, limit: toDecimal(limit), spent, costs, notKnown }];
  });
}

/** The greater of estimate and invoice; undefined where neither is known in this currency. */
function toCost({ estimate, payment }: JournalRecord, currency: string): Decimal | undefined {
  const invoice = readStatedMoney(payment);
  const estimated = estimate?.currency === currency ? toDecimal(estimate.amount) : undefined;
  const invoiced = invoice && isCurrency(invoice.currency, currency) ? invoice.amount : undefined;
  return estimated && invoiced ? max(estimated, invoiced) : (estimated ?? invoiced);
}

/** What was or may have been placed: an unknown order counts in full, a refused, void or merely claimed one does not. */
export function isPlaced({ state }: JournalRecord): boolean {
  return state === 'sending' || state === 'unknown' || state === 'ordered' || state === 'payment_required';
}

/** When so much has left the window; undefined where all of it is not enough. */
export function findTimeOfFreeing(costs: readonly Cost[], needed: Decimal): string | undefined {
  let freed = zero;
  for (const { amount, leavesAtMs } of costs.toSorted((a, b) => a.leavesAtMs - b.leavesAtMs)) {
    freed = add(freed, amount);
    if (!isGreater(needed, freed)) return new Date(leavesAtMs).toISOString();
  }
  return undefined;
}
