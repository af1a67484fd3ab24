import { orderIdsSchema, orderSchema, parse, Refusal, serverFilterSchema } from './check-request.ts';
import { type RawAnswer, type ReceivedRequest, refuse, toRawAnswer } from './http.ts';
import type { Run } from './run.ts';
import { toOrderObject, toServerObject } from './wire-objects.ts';

type Action = (body: unknown, run: Run) => RawAnswer;

const actions = new Map<string, Action>([
  ['order_create', createOrder],
  ['order_status', readOrder],
  ['order_list', listOrders],
  ['order_cancel', cancelOrder],
  ['server_list', listServers],
]);

export const actionNames = [...actions.keys()];

/** Does what the request says and answers; a refusal is an answer too. */
export function carryOut({ action, body }: ReceivedRequest, run: Run): RawAnswer {
  const act = actions.get(action ?? '');
  try {
    return act ? act(body, run) : refuse(400, `Unknown action ${JSON.stringify(action ?? null)}`);
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.status, error.message);
    throw error;
  }
}

function createOrder(body: unknown, run: Run): RawAnswer {
  const { items, reference } = parse(orderSchema, body);
  const order = run.account.place(items, reference);
  const answer = toOrderObject(order, run, { reference: run.style.answersCarryReference, payment: true });
  if (order.paid) return toRawAnswer(200, { ...answer, message: 'Order is being processed' });
  return toRawAnswer(402, answer);
}

function readOrder(body: unknown, run: Run): RawAnswer {
  const { order_id: orderId } = parse(orderIdsSchema, body);
  const order = run.account.findOrder(orderId);
  if (!order) throw new Refusal(404, `Order ${orderId} not found`);
  const shown = { reference: run.style.answersCarryReference, payment: true, items: true };
  return toRawAnswer(200, toOrderObject(order, run, shown));
}

function listOrders(_body: unknown, run: Run): RawAnswer {
  const { answersCarryReference: reference, listLagMs } = run.style;
  const orders = run.account.orders
    .filter(order => run.account.now() >= order.createdAtMs + listLagMs)
    .map(order => toOrderObject(order, run, { reference, items: true }));
  return toRawAnswer(200, orders);
}

function cancelOrder(body: unknown, { account }: Run): RawAnswer {
  const { order_id: orderId, order_item_id: itemId } = parse(orderIdsSchema, body);
  if (account.cancel(orderId, itemId)) return toRawAnswer(200);
  const what = itemId === undefined ? `Order ${orderId}` : `Order item ${itemId}`;
  throw new Refusal(404, `${what} not found`);
}

function listServers(body: unknown, { account }: Run): RawAnswer {
  const { order_item_id: itemId } = parse(serverFilterSchema, body);
  // 0 means all, as none does.
  return toRawAnswer(200, account.servers(itemId || undefined).map(toServerObject));
}
