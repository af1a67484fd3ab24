import { parseOrder, parseOrderIds, parseServerFilter } from './check-request.ts';
import type { Order } from './order-state.ts';
import { Refusal } from './refusal.ts';
import { type OrderObject, toOrderItems, toOrderSummary, toPaymentFields, toServer } from './wire-objects.ts';
import type { World } from './world.ts';

/** How this provider answers where the documentation leaves it open. */
export interface AnswerStyle {
  listLagMs: number;
  answersCarryReference: boolean;
  listCarriesItems: boolean;
  statusCarriesPayment: boolean;
  paymentAnswer: 'http-402' | 'status-402';
  listShape: 'array' | 'object';
}

/** What the provider means to answer; no `json` is an empty body. */
export interface Answer {
  status: number;
  json?: unknown;
}

interface ActionContext {
  world: World;
  style: AnswerStyle;
  urlOfInvoice: (invoiceId: bigint) => string;
  bigIds: boolean;
}

type Action = (body: object, context: ActionContext) => Answer;

const actions = {
  order_create: createOrder,
  order_status: readOrder,
  order_list: listOrders,
  order_cancel: cancelOrder,
  server_list: listServers,
} satisfies Record<string, Action>;

export type ActionName = keyof typeof actions;

export const actionNames = Object.keys(actions);

export function isActionName(name: unknown): name is ActionName {
  return typeof name === 'string' && Object.hasOwn(actions, name);
}

/** Does what the action says and answers; a refusal is an answer too. */
export function carryOut(action: ActionName, body: object, context: ActionContext): Answer {
  try {
    return actions[action](body, context);
  } catch (error) {
    if (error instanceof Refusal) return toErrorAnswer(error.status, error.message);
    throw error;
  }
}

export function toErrorAnswer(status: number, message: string): Answer {
  return { status, json: { status, message } };
}

function createOrder(body: object, context: ActionContext): Answer {
  const { items, reference } = parseOrder(body);
  const order = context.world.place(items, { reference, bigIds: context.bigIds });
  const isPaid = order.paidAtMs !== undefined;
  return {
    status: isPaid || context.style.paymentAnswer === 'status-402' ? 200 : 402,
    json: {
      ...toListedOrder(order, context),
      ...(isPaid ? { message: 'Order is being processed' } : toPaymentFields(order, context.urlOfInvoice)),
    },
  };
}

function readOrder(body: object, context: ActionContext): Answer {
  const { orderId } = parseOrderIds(body);
  const order = context.world.findOrder(orderId);
  if (!order) throw new Refusal(404, `Order ${orderId} not found`);
  const payment = context.style.statusCarriesPayment ? toPaymentFields(order, context.urlOfInvoice) : {};
  const orderItems = toOrderItems(order, context.world.moment());
  return { status: 200, json: { ...toListedOrder(order, context), ...payment, order_items: orderItems } };
}

function listOrders(_body: object, context: ActionContext): Answer {
  const { world, style } = context;
  const moment = world.moment();
  const orders = world.orders
    .filter(order => moment.nowMs >= order.createdAtMs + style.listLagMs)
    .map(order => ({
      ...toListedOrder(order, context),
      order_items: style.listCarriesItems ? toOrderItems(order, moment) : undefined,
    }));
  return { status: 200, json: style.listShape === 'array' ? orders : { orders } };
}

function cancelOrder(body: object, { world }: ActionContext): Answer {
  const { orderId, itemId } = parseOrderIds(body);
  if (world.cancel(orderId, itemId)) return { status: 200 };
  throw new Refusal(
    404,
    itemId === undefined ? `Order ${orderId} not found` : `Order item ${itemId} not found`,
  );
}

function listServers(body: object, { world, style }: ActionContext): Answer {
  const servers = world.servers(parseServerFilter(body)).map(toServer);
  return { status: 200, json: style.listShape === 'array' ? servers : { servers } };
}

function toListedOrder(order: Order, { world, style }: ActionContext): OrderObject {
  const summary = toOrderSummary(order, world.moment());
  return style.answersCarryReference ? { ...summary, reference: order.reference } : summary;
}
