import { VpsError } from '../../errors/vps-error.ts';
import type { JournalRecord, RecordState } from '../../journal/record.ts';
import type { OrderRequest } from '../../request/order-arguments.ts';
import type { SettingVariable } from '../../settings/setting-table.ts';
import type { OrderLimits } from '../../settings/settings.ts';
import type { RecordAges } from '../record-ages.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** @throws VpsError `limit_exceeded` naming the limit, its value, what was asked and the variable behind it. */
export function checkRequestLimits(request: OrderRequest, limits: OrderLimits): void {
  requireWithin({
    what: 'servers in one order',
    asked: request.items.length,
    limit: limits.itemsPerOrder,
    variable: 'VPS_MAX_ITEMS_PER_ORDER',
  });
  for (const { name, product } of request.items) {
    const { quantity_ram_gb, quantity_cpu, quantity_storage_gb } = product.options;
    requireWithin({
      what: `GB of RAM for "${name}"`,
      asked: quantity_ram_gb,
      limit: limits.ramGb,
      variable: 'VPS_MAX_RAM_GB',
    });
    requireWithin({
      what: `CPUs for "${name}"`,
      asked: quantity_cpu,
      limit: limits.cpu,
      variable: 'VPS_MAX_CPU',
    });
    requireWithin({
      what: `GB of storage for "${name}"`,
      asked: quantity_storage_gb,
      limit: limits.storageGb,
      variable: 'VPS_MAX_STORAGE_GB',
    });
  }
}

/** What was or may have been placed; a claim that was not sent yet is neither. */
const placedStates: readonly RecordState[] = ['sending', 'unknown', 'ordered', 'payment_required'];

interface Day {
  readonly limits: OrderLimits;
  readonly sinceMade: RecordAges['sinceMade'];
}

/**
 * How many more orders the last 24 hours allow.
 * @throws VpsError `limit_exceeded` when there is none.
 */
export function ordersLeftToday(records: readonly JournalRecord[], { limits, sinceMade }: Day): number {
  const placed = countOfDay(records, placedStates, sinceMade);
  const limit = limits.ordersPerDay;
  if (placed < limit) return limit - placed;
  throw toLimitError(
    `This would be order ${placed + 1} in 24 hours, and the limit is ${limit}`,
    'VPS_MAX_ORDERS_PER_DAY',
  );
}

/** Whether one more order fits even if every claim among the records is sent. */
export function isRoomCertain(records: readonly JournalRecord[], { limits, sinceMade }: Day): boolean {
  return countOfDay(records, [...placedStates, 'claimed'], sinceMade) < limits.ordersPerDay;
}

function countOfDay(
  records: readonly JournalRecord[],
  states: readonly RecordState[],
  sinceMade: RecordAges['sinceMade'],
): number {
  // A record is no older than one of a lower number, whatever the clock of its process said.
  let oldestMs = Number.POSITIVE_INFINITY;
  return records.filter(record => {
    const ageMs = Math.min(sinceMade(record), oldestMs);
    if (ageMs > 0) oldestMs = ageMs;
    return states.includes(record.state) && ageMs < dayMs;
  }).length;
}

function requireWithin(check: {
  what: string;
  asked: number;
  limit: number | undefined;
  variable: SettingVariable;
}): void {
  const { what, asked, limit, variable } = check;
  if (limit === undefined || asked <= limit) return;
  throw toLimitError(`This asks for ${asked} ${what}, and the limit is ${limit}`, variable);
}

function toLimitError(fact: string, variable: SettingVariable): VpsError {
  return new VpsError('limit_exceeded', `${fact}; the operator of this server sets it with ${variable}.`);
}
