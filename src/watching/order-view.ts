import { createHash } from 'node:crypto';
import type { JsonObject } from '../provider/json.ts';
import { toResultId } from '../provider/read-id.ts';
import type { Order } from '../provider/read-order.ts';
import type { Look } from './look.ts';
import { isGone } from './readiness.ts';

/** An order as `order_status` shows it: the provider's fields, with our `state` beside each `status`. */
export function toOrderView(orderId: string, order: Order): JsonObject {
  const { [itemsKeyOf(order)]: _, ...fields } = order.fields;
  return {
    order_id: toResultId(orderId),
    ...fields,
    state: order.state,
    ...(order.items.length > 0 && {
      order_items: order.items.map(item => ({ ...item.fields, state: item.state })),
    }),
  };
}

/** Whether the view holds all that the provider says: what is no item is left out, and our `state` takes the place of its own. */
export function isShownWhole(order: Order): boolean {
  const { fields, items } = order;
  const listed = fields[itemsKeyOf(order)];
  const isEveryItemShown = listed === undefined || (Array.isArray(listed) && listed.length === items.length);
  return isEveryItemShown && ![fields, ...items.map(item => item.fields)].some(shown => 'state' in shown);
}

/** What the order's items were read from. */
function itemsKeyOf({ fields }: Order): 'order_items' | 'items' {
  return (fields.order_items ?? null) === null ? 'items' : 'order_items';
}

/** Everything whose change a waiting caller wants to hear of, as a short digest. */
export function toFingerprint(order: Order): string {
  // A provider may name the items in another order each time.
  const items = order.items.map(item => JSON.stringify([item.id, item.status, item.message])).sort();
  const text = JSON.stringify([order.status, order.message, items]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** One sentence that says what is being waited for. */
export function describeWait({ order, paymentNotice, readiness }: Look): string {
  if (paymentNotice !== undefined) return 'Waiting for the payment to arrive.';
  const wanted = order.items.filter(item => !isGone(item));
  const waiting = wanted.filter(item => !readiness.found.has(item.id ?? '')).length;
  if (waiting === 0) return 'Waiting for the order to be processed.';
  return wanted.length === 1
    ? 'Waiting for the server.'
    : `Waiting for ${waiting} of ${wanted.length} servers.`;
}

/** Whether an order or one of its items failed. Items that were cancelled or ended are no failure. */
export function hasFailed(order: Order): boolean {
  const isFailure = ({ state, status }: Pick<Order, 'state' | 'status'>) =>
    state === 'failed' && status !== 410;
  return isFailure(order) || order.items.some(isFailure);
}

/** Whether nothing of an order is left to wait for: it, or each of its items, was cancelled or ended. */
export function hasEnded(order: Order): boolean {
  return order.status === 410 || (order.items.length > 0 && order.items.every(isGone));
}
