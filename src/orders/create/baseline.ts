import type { Budget } from '../../budget.ts';
import { type JournalRecord, placedOrderId } from '../../journal/record.ts';
import { compareIds } from '../../provider/json.ts';
import type { Order } from '../../provider/order.ts';
import type { OrderContext } from '../context.ts';

/** The order waits no longer than this for what was there before it. */
const maxWaitMs = 5_000;

/** The orders at the provider before one is sent; undefined when they can't be read in time, which stops nothing. */
export async function readOrdersBefore(
  { provider }: OrderContext,
  budget: Budget,
): Promise<readonly Order[] | undefined> {
  const timeoutMs = Math.min(maxWaitMs, budget.remainingMs());
  return await provider.listOrders({ timeoutMs }).catch(() => undefined);
}

/**
 * The highest order id so far, "0" for none; undefined when the provider doesn't say. Orders that we know of count too, since
 * lists lag; an id that is not proven to be an order's does not, or one made up would outrank every order to come.
 */
export function toBaseline(
  orders: readonly Order[] | undefined,
  records: readonly JournalRecord[],
): string | undefined {
  if (!orders || orders.some(order => order.id === undefined)) return undefined;
  const higher = (highest: string, id = '0') => (compareIds(id, highest) > 0 ? id : highest);
  const listed = orders.reduce((highest, { id }) => higher(highest, id), '0');
  return records.reduce((highest, record) => higher(highest, placedOrderId(record)), listed);
}
