import type { JournalRecord } from '../journal/record.ts';
import { toDecimal } from './decimal.ts';
import { type Money, readStatedMoney, type Sums, sumByCurrency } from './invoice.ts';
import { type LimitState, toLimitStates } from './limits.ts';
import { type CostLimits, isPlaced, type Moment } from './spent.ts';

export type SpendGrouping = 'day' | 'month' | 'reference';

/** What was estimated, what was invoiced, and how many orders have neither: three answers that are never added up. */
type SpendRow = {
  group: string;
  orders: number;
  estimated: Sums;
  invoiced: Sums;
  not_known: number;
};

export type SpendReport = {
  by: SpendGrouping;
  since?: string;
  rows: SpendRow[];
  /** What the orders that were not cancelled cost per period by the estimates of their time. */
  running: { period_days: number; amounts: Sums }[];
  /** How many of those have no whole estimate. */
  running_not_known: number;
  /** How many orders of the rows have an unknown outcome; they are counted as if they were placed. */
  unknown_outcomes: number;
  limits: LimitState[];
};

export interface SpendQuestion extends Moment {
  readonly by: SpendGrouping;
  /** The first day, as `2026-11-20`, in UTC. */
  readonly since?: string | undefined;
  readonly limits: CostLimits;
  /** The price list's; limits in money come with one. */
  readonly currency?: string | undefined;
}

export function reportSpend(records: readonly JournalRecord[], question: SpendQuestion): SpendReport {
  const { by, since, limits, currency, nowMs, ageMs } = question;
  const spent = selectSpent(records, since);
  const running = records.filter(record => isPlaced(record) && record.ended === undefined);
  return {
    by,
    ...(since !== undefined && { since }),
    rows: groupBy(spent, record => toGroup(record, by)).map(([group, members]) => toRow(group, members)),
    unknown_outcomes: spent.filter(({ state }) => state === 'sending' || state === 'unknown').length,
    running: groupBy(
      running.filter(({ estimate }) => estimate),
      ({ estimate }) => estimate?.period_days,
    ).map(([period_days = 0, members]) => ({ period_days, amounts: sumEstimates(members) })),
    running_not_known: running.filter(({ estimate }) => !estimate || estimate.missing).length,
    limits: currency === undefined ? [] : toLimitStates(records, { limits, currency, nowMs, ageMs }),
  };
}

/** What was or may have been placed since a day, in the order of the journal. */
export function selectSpent(records: readonly JournalRecord[], since = ''): JournalRecord[] {
  return records.filter(record => isPlaced(record) && record.created_at >= since);
}

function toGroup({ created_at, reference }: JournalRecord, by: SpendGrouping): string {
  return by === 'reference' ? reference : created_at.slice(0, by === 'day' ? 10 : 7);
}

function toRow(group: string, members: readonly JournalRecord[]): SpendRow {
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
  const estimates = records.flatMap(({ estimate }): Money[] =>
    estimate ? [{ currency: estimate.currency, amount: toDecimal(estimate.amount) }] : [],
  );
  return sumByCurrency(estimates);
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
