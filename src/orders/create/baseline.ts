import type { Records } from '../../journal/store.ts';
import type { Order } from '../../provider/order.ts';
import { compareIds } from '../../request/ids.ts';
import type { OrderCall, OrderContext } from '../context.ts';

/** The order waits no longer than this for what was there before it. */
const maxListMs = 5_000;

/** The orders at the provider before one is sent; undefined when they can't be read in time, which stops nothing. */
export async function readOrdersBefore(
  { provider }: OrderContext,
  { budget }: OrderCall,
): Promise<readonly Order[] | undefined> {
  const timeoutMs = Math.min(maxListMs, budget.remainingMs());
  return await provider.listOrders({ timeoutMs }).catch(() => undefined);
}

/**
 * The highest order id so far, "0" for none; undefined when the provider doesn't say. Orders that we know of count too, since
 * lists lag; an id that is not proven to be an order's does not, or one made up would outrank every order to come.
 */
export function toBaseline(
  orders: readonly Order[] | undefined,
  { highestOrderId }: Pick<Records, 'highestOrderId'>,
): string | undefined {
  if (!orders || orders.some(order => order.id === undefined)) return undefined;
  const higher = (highest: string, { id = '0' }: Order) => (compareIds(id, highest) > 0 ? id : highest);
  return orders.reduce(higher, highestOrderId);
}
