import { type Order, readOrder } from '../../src/provider/order.ts';

interface Listed {
  readonly order_id: number;
  readonly reference?: string;
  readonly names?: readonly string[];
  readonly status?: number;
}

/** An order as the provider's list writes it. */
export function toListed({ order_id, reference, names = ['server'], status = 200 }: Listed) {
  const items = names.map((name, index) => ({ id: 1_000 + index, status, reference: name }));
  return { order_id, status, order_items: items, ...(reference !== undefined && { reference }) };
}

/** The same, as it is read. */
export function createListedOrder(listed: Listed): Order & { id: string } {
  const order = readOrder(toListed(listed));
  if (order?.id === undefined) throw new Error('the list names no order');
  return { ...order, id: order.id };
}
