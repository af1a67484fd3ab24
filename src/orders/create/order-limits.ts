import { VpsError } from '../../errors/vps-error.ts';
import type { JournalRecord } from '../../journal/record.ts';
import {
  type CostQuestion,
  checkCost,
  isCostCertain,
  isPlaced,
  type LimitState,
  mayBePlaced,
  toLimitStates,
} from '../../money/cost-limits.ts';
import type { Estimate } from '../../money/estimate.ts';
import type { OrderRequest } from '../../request/order-arguments.ts';
import type { OrderLimits } from '../../settings/load-settings.ts';
import type { SettingVariable } from '../../settings/setting-table.ts';
import { dayMs } from '../../time-budget.ts';
import type { OrderContext } from '../context.ts';

type SizeCheck = [asked: number, limit: number | undefined, what: string, variable: SettingVariable];

/** @throws VpsError `limit_exceeded` naming the limit, its value, what was asked and the variable behind it. */
export function checkRequestLimits({ items }: OrderRequest, limits: OrderLimits): void {
  const checks: SizeCheck[] = [
    [items.length, limits.itemsPerOrder, 'servers in one order', 'VPS_MAX_ITEMS_PER_ORDER'],
  ];
  for (const { name, product } of items) {
    const { quantity_ram_gb, quantity_cpu, quantity_storage_gb } = product.options;
    checks.push(
      [quantity_ram_gb, limits.ramGb, `GB of RAM for "${name}"`, 'VPS_MAX_RAM_GB'],
      [quantity_cpu, limits.cpu, `CPUs for "${name}"`, 'VPS_MAX_CPU'],
      [quantity_storage_gb, limits.storageGb, `GB of storage for "${name}"`, 'VPS_MAX_STORAGE_GB'],
    );
  }
  for (const [asked, limit, what, variable] of checks) {
    if (limit !== undefined && asked > limit)
      throw toLimitError(`This asks for ${asked} ${what}, and the limit is ${limit}`, variable);
  }
}

/** What the limits leave for an order. */
interface Room {
  readonly ordersLeft: number;
  /** What to say of it beside the order. */
  readonly warnings: string[];
  readonly cost: () => LimitState[];
  /** Whether it fits even if every claim among the records is sent. */
  readonly isCertain: () => boolean;
}

/**
 * Whether the limits that look back allow one more order, of which an estimate is known where a price list is.
 * @throws VpsError `limit_exceeded` when they do not.
 */
export function requireRoom(
  { settings: { limits }, ages, now }: OrderContext,
  all: readonly JournalRecord[],
  estimate: Estimate | undefined,
): Room {
  const records = ages.recentAmong(all);
  const { ordersPerDay } = limits;
  const question = { limits, estimate, nowMs: now(), ageMs: ages.sinceMadeAmong(records) };
  const placed = countOfDay(records.filter(isPlaced), question);
  if (placed >= ordersPerDay) {
    throw toLimitError(
      `This would be order ${placed + 1} in 24 hours, and the limit is ${ordersPerDay}`,
      'VPS_MAX_ORDERS_PER_DAY',
    );
  }
  return {
    warnings: checkCost(records, question),
    ordersLeft: ordersPerDay - placed,
    cost: () => (estimate ? toLimitStates(records, { ...question, currency: estimate.currency }) : []),
    isCertain: () =>
      countOfDay(records.filter(mayBePlaced), question) < ordersPerDay && isCostCertain(records, question),
  };
}

function countOfDay(records: readonly JournalRecord[], { ageMs }: CostQuestion): number {
  return records.filter(record => ageMs(record) < dayMs).length;
}

function toLimitError(fact: string, variable: SettingVariable): VpsError {
  return new VpsError('limit_exceeded', `${fact}; the operator of this server sets it with ${variable}.`);
}
