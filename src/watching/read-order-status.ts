import type { Asking, ClientSide } from '../consent/asking.ts';
import { VpsError } from '../errors/vps-error.ts';
import type { Budget } from '../ordering/budget.ts';
import type { DeskContext } from '../ordering/desk-context.ts';
import { toPaymentRules } from '../ordering/present-record.ts';
import { notePresentOrder } from '../ordering/resolve-record.ts';
import { toResultId } from '../provider/read-id.ts';
import type { JsonObject } from '../provider/read-json.ts';
import { type Order, readOrder } from '../provider/read-order.ts';
import { type Payment, readPayment, saysPaymentRequired } from '../provider/read-payment.ts';
import { readBody, toStatusError } from '../provider/reply.ts';
import { describeWait, hasFailed, toFingerprint, toOrderView } from './order-view.ts';
import { askToOpenPage, wasPageOpened } from './payment-page.ts';
import { notReady, type Readiness, readReadiness } from './readiness.ts';
import { watch } from './watch.ts';

/** What `order_status` answers. */
export interface OrderStatusResult {
  outcome: 'ok' | 'payment_required';
  order: JsonObject;
  ready?: boolean;
  changed?: boolean;
  waited_seconds?: number;
  servers?: readonly JsonObject[];
  payment?: Payment;
  warnings?: string[];
  next_step: string;
}

export interface OrderStatusCall {
  readonly budget: Budget;
  readonly signal?: AbortSignal;
  readonly client: ClientSide;
  /** Tells the client what is being waited for. */
  readonly report?: (message: string) => void;
}

/** One look at an order. */
interface Look {
  readonly order: Order;
  readonly readiness: Readiness;
}

/** Kept of the call's time for the last read and for the answer. */
const reserveMs = 3_000;

/**
 * Reads an order and, if asked to, waits until it is ready, changed or failed, or the time is up.
 * @throws VpsError when the order can't be read.
 */
export async function readOrderStatus(
  context: DeskContext,
  args: { order_id: string; wait_seconds?: number },
  call: OrderStatusCall,
): Promise<OrderStatusResult | Asking> {
  const startedAt = performance.now();
  const look = (timeoutMs = call.budget.remainingMs()) =>
    lookAt(context, args.order_id, { timeoutMs, signal: call.signal });
  const first = await look();
  const waitMs = Math.min((args.wait_seconds ?? 0) * 1_000, call.budget.remainingMs() - reserveMs);
  const payment = await readOrderPayment(context, args.order_id, first.order);
  if (waitMs <= 0 || first.readiness.ready || hasFailed(first.order)) return toResult(first, { payment });
  if (payment) {
    const asking = askToOpenPage({ orderId: args.order_id, payment, client: call.client });
    if (asking) return asking;
    if (wasPageOpened(call.client) === false) return toResult(first, { payment, waited: 0, changed: false });
  }
  const last = await watch(first, {
    waitMs,
    signal: call.signal,
    look,
    isOver: seen => isOver(first, seen),
    report: seen => call.report?.(describeWait(seen.order, seen.readiness)),
  });
  return toResult(last.look, {
    payment: await readOrderPayment(context, args.order_id, last.look.order),
    waited: (performance.now() - startedAt) / 1_000,
    changed: toFingerprint(last.look.order) !== toFingerprint(first.order),
    warnings: last.failure ? [`The last look failed: ${last.failure.message}`] : [],
  });
}

function isOver(first: Look, seen: Look): boolean {
  return (
    seen.readiness.ready || hasFailed(seen.order) || toFingerprint(seen.order) !== toFingerprint(first.order)
  );
}

async function lookAt(
  context: DeskContext,
  orderId: string,
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<Look> {
  const body = readBody(await context.provider.read('order_status', { order_id: orderId }, options), [402]);
  const order = readOrder(body);
  if (!order) throw new VpsError('bad_response', "The provider's answer holds no order.", { provider: body });
  if (order.state === 'not_found') throw toStatusError(404, body);
  await notePresentOrder(context, orderId, order);
  const readiness = await readReadiness(context.provider, order, options).catch(() => notReady);
  return { order, readiness };
}

async function readOrderPayment(
  context: DeskContext,
  orderId: string,
  order: Order,
): Promise<Payment | undefined> {
  if (!saysPaymentRequired(order.fields)) return undefined;
  const { details: _, ...payment } = readPayment(order.fields, toPaymentRules(context));
  // The provider may name the page only once, in its answer to the order.
  const record = await notePresentOrder(context, orderId, order);
  return { ...record?.payment, ...payment };
}

function toResult(
  { order, readiness }: Look,
  facts: { payment?: Payment; waited?: number; changed?: boolean; warnings?: string[] },
): OrderStatusResult {
  const { payment, waited, changed, warnings = [] } = facts;
  return {
    outcome: payment ? 'payment_required' : 'ok',
    order: toOrderView(order),
    ready: readiness.ready,
    ...(changed !== undefined && { changed }),
    ...(waited !== undefined && { waited_seconds: Math.round(waited * 10) / 10 }),
    ...(readiness.servers.length > 0 && { servers: readiness.servers }),
    ...(payment && { payment }),
    ...(warnings.length > 0 && { warnings }),
    next_step: chooseNextStep(order, { readiness, payment }),
  };
}

function chooseNextStep(
  order: Order,
  { readiness, payment }: { readiness: Readiness; payment?: Payment },
): string {
  const again =
    `call order_status with order_id ${order.id === undefined ? '' : toResultId(order.id)} and wait_seconds`.replace(
      '  ',
      ' ',
    );
  if (payment?.url !== undefined)
    return `Ask the person to pay at the payment url, then ${again}; never order again.`;
  if (payment)
    return `Ask the person to pay the invoice in the provider's portal, then ${again}; never order again.`;
  if (readiness.ready) return 'The servers are ready: tell the person their addresses.';
  if (hasFailed(order))
    return 'Tell the person what failed; decide with the person before ordering anything else.';
  return `Not ready yet: ${again} to wait for the servers.`;
}
