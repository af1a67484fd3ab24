import * as z from 'zod';
import {
  type Account,
  amountCents,
  currency,
  type Item,
  type ItemState,
  isToBePaid,
  itemStates,
  type Order,
  renderAmount,
  stateOf,
} from './account.ts';
import { orderIdsSchema, orderSchema, serverFilterSchema } from './check-request.ts';
import { type RawAnswer, type ReceivedRequest, refuse, toRawAnswer } from './http.ts';

/** How this provider answers where the documentation leaves it open. */
export interface AnswerStyle {
  listLagMs: number;
  answersCarryReference: boolean;
}

export interface Provider {
  account: Account;
  style: AnswerStyle;
}

type Action = (body: unknown, provider: Provider) => RawAnswer;

const actions = new Map<string, Action>([
  ['order_create', createOrder],
  ['order_status', readOrder],
  ['order_list', listOrders],
  ['order_cancel', cancelOrder],
  ['server_list', listServers],
]);

export const actionNames = [...actions.keys()];

/** Does what the request says and answers; what is not as the documentation has it is refused before anything is changed. */
export function carryOut({ action, body }: ReceivedRequest, provider: Provider): RawAnswer {
  const act = actions.get(action ?? '');
  try {
    return act ? act(body, provider) : refuse(400, `Unknown action ${JSON.stringify(action ?? null)}`);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    return refuse(400, `${issue?.path.join('.') || 'request'}: ${issue?.message}`);
  }
}

function createOrder(body: unknown, provider: Provider): RawAnswer {
  const { items, reference } = orderSchema.parse(body);
  const order = provider.account.place(items, reference);
  const answer = toOrderObject(order, provider, { payment: true });
  if (isToBePaid(order)) return toRawAnswer(402, answer);
  return toRawAnswer(200, { ...answer, message: 'Order is being processed' });
}

function readOrder(body: unknown, provider: Provider): RawAnswer {
  const { order_id: orderId } = orderIdsSchema.parse(body);
  const order = provider.account.findOrder(orderId);
  if (!order) return refuse(404, `Order ${orderId} not found`);
  return toRawAnswer(200, toOrderObject(order, provider, { payment: true, items: true }));
}

function listOrders(_body: unknown, provider: Provider): RawAnswer {
  const { account, style } = provider;
  const orders = account.orders
    .filter(order => account.now() >= order.createdAtMs + style.listLagMs)
    .map(order => toOrderObject(order, provider, { items: true }));
  return toRawAnswer(200, orders);
}

function cancelOrder(body: unknown, { account }: Provider): RawAnswer {
  const { order_id: orderId, order_item_id: itemId } = orderIdsSchema.parse(body);
  if (account.cancel(orderId, itemId)) return toRawAnswer(200);
  return refuse(404, itemId === undefined ? `Order ${orderId} not found` : `Order item ${itemId} not found`);
}

function listServers(body: unknown, { account }: Provider): RawAnswer {
  const { order_item_id: itemId } = serverFilterSchema.parse(body);
  // 0 means all, as none does.
  return toRawAnswer(200, account.servers(itemId || undefined));
}

/** What of an order is shown besides its id and state. */
interface Shown {
  reference?: boolean;
  payment?: boolean;
  items?: boolean;
}

export function toOrderObject(order: Order, { account, style }: Provider, shown: Shown) {
  const { reference = style.answersCarryReference, payment, items } = shown;
  const nowMs = account.now();
  return {
    order_id: order.id,
    ...describeOrder(order, nowMs),
    ...(reference && { reference: order.reference }),
    ...(payment && isToBePaid(order) && toPaymentFields(order, account)),
    ...(items && { order_items: order.items.map(item => toItemObject(item, nowMs)) }),
  };
}

/** An order speaks with the voice of the item that has the longest way to go. */
function describeOrder({ items }: Order, nowMs: number) {
  const rank = (item: Item) => itemStates.indexOf(stateOf(item, nowMs));
  const slowest = items.reduce((one, other) => (rank(other) <= rank(one) ? other : one));
  return describeItem(slowest, nowMs);
}

function describeItem(item: Item, nowMs: number) {
  const end = new Date(item.endsAtMs ?? 0).toISOString();
  const descriptions: Record<ItemState, { status: number; message: string }> = {
    unpaid: { status: 402, message: 'Payment required' },
    processing: { status: 200, message: 'Order is being processed' },
    ready: { status: 200, message: 'Ready' },
    cancelled: { status: 200, message: `Cancelled: runs until ${end}, not renewed` },
    ended: { status: 410, message: `Cancelled: ended ${end}` },
  };
  return descriptions[stateOf(item, nowMs)];
}

function toPaymentFields(order: Order, account: Account) {
  return {
    invoice_id: order.invoiceId,
    amount: renderAmount(amountCents(order)),
    currency,
    url: account.invoiceUrl(order).href,
  };
}

function toItemObject(item: Item, nowMs: number) {
  const { status, message } = describeItem(item, nowMs);
  return { id: item.id, status, name: 'VPS', reference: item.name, message };
}
