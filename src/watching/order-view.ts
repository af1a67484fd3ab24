import type { JsonObject } from '../provider/read-json.ts';
import type { Order } from '../provider/read-order.ts';
import { isAcceptedItem, type Readiness } from './readiness.ts';

/** An order as `order_status` shows it: the provider's fields, with our `state` beside each `status`. */
export function toOrderView(order: Order): JsonObject {
  const { order_items: _, items: __, ...fields } = order.fields;
  return {
    ...fields,
    state: order.state,
    ...(order.items.length > 0 && {
      order_items: order.items.map(item => ({ ...item.fields, state: item.state })),
    }),
  };
}

/** Everything whose change a waiting caller wants to hear of, as one text. */
export function toFingerprint(order: Order): string {
  const items = order.items.map(item => [item.id, item.status, item.message]);
  return JSON.stringify([order.status, order.message, items]);
}

/** One sentence that says what is being waited for. */
export function describeWait(order: Order, readiness: Readiness): string {
  if (order.state === 'payment_required') return 'Waiting for the payment to arrive.';
  const waiting = order.items.filter(isAcceptedItem).length - readiness.readyItems;
  return waiting > 0
    ? `Waiting for ${waiting} of ${order.items.length} servers.`
    : 'Waiting for the order to be processed.';
}

/** Whether waiting longer can't help: the order, or one of its items, failed or is gone. */
export function hasFailed(order: Order): boolean {
  const isOver = (state: string) => state === 'failed' || state === 'not_found';
  return isOver(order.state) || order.items.some(item => isOver(item.state));
}
