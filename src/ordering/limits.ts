import { VpsError } from '../errors/vps-error.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { OrderCreateArguments } from '../request/order-create-arguments.ts';
import type { OrderLimits } from '../settings/settings.ts';
import { ageMs } from './patience.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** @throws VpsError `limit_exceeded` naming the limit, its value, what was asked and the variable behind it. */
export function checkRequestLimits(args: OrderCreateArguments, limits: OrderLimits): void {
  exceeds({
    what: 'servers in one order',
    asked: args.items.length,
    limit: limits.itemsPerOrder,
    variable: 'VPS_MAX_ITEMS_PER_ORDER',
  });
  for (const { name, product } of args.items) {
    const { quantity_ram_gb, quantity_cpu, quantity_storage_gb } = product.options;
    exceeds({
      what: `GB of RAM for "${name}"`,
      asked: quantity_ram_gb,
      limit: limits.ramGb,
      variable: 'VPS_MAX_RAM_GB',
    });
    exceeds({ what: `CPUs for "${name}"`, asked: quantity_cpu, limit: limits.cpu, variable: 'VPS_MAX_CPU' });
    exceeds({
      what: `GB of storage for "${name}"`,
      asked: quantity_storage_gb,
      limit: limits.storageGb,
      variable: 'VPS_MAX_STORAGE_GB',
    });
  }
}

/** How many orders were, or may have been, placed in the last 24 hours. */
export function countOrdersOfDay(records: readonly JournalRecord[], nowMs: number): number {
  const counted = ['claimed', 'sending', 'unknown', 'ordered', 'payment_required'];
  return records.filter(
    ({ state, created_at }) => counted.includes(state) && ageMs(created_at, nowMs) < dayMs,
  ).length;
}

/**
 * How many more orders the day allows.
 * @throws VpsError `limit_exceeded` when there is none.
 */
export function ordersLeftToday(
  records: readonly JournalRecord[],
  of: { limits: OrderLimits; nowMs: number },
): number {
  const placed = countOrdersOfDay(records, of.nowMs);
  const limit = of.limits.ordersPerDay;
  exceeds({ what: 'orders in 24 hours', asked: placed + 1, limit, variable: 'VPS_MAX_ORDERS_PER_DAY' });
  return limit - placed;
}

function exceeds(check: { what: string; asked: number; limit: number | undefined; variable: string }): void {
  const { what, asked, limit, variable } = check;
  if (limit === undefined || asked <= limit) return;
  throw new VpsError(
    'limit_exceeded',
    `${asked} ${what} is more than the limit of ${limit}, which the operator of this server sets with ${variable}.`,
  );
}
