import { createHash } from 'node:crypto';
import type { JournalRecord } from '../../journal/record.ts';
import { checkInvoice, type InvoiceCheck, renderInvoiceWarnings } from '../../money/invoice-check.ts';
import { type JsonObject, toResultId } from '../../provider/json.ts';
import { latestEnd, type Order, readEndsAt } from '../../provider/order.ts';
import type { Payment, ShownPayment } from '../../provider/payment.ts';
import { toPaymentRequest } from '../order-result.ts';
import type { OrderReading } from './read-order.ts';
import { isGone } from './readiness.ts';

/** What `order_status` answers. */
export interface OrderStatusResult {
  outcome: 'ok' | 'payment_required';
  order: JsonObject;
  /** Absent for an order that was cancelled: nothing is waited for. */
  ready?: boolean;
  /** When what was cancelled ends, where the provider says it. */
  ends_at?: string;
  changed?: true;
  waited_seconds?: number;
  servers?: readonly JsonObject[];
  payment?: ShownPayment;
  invoice_check?: InvoiceCheck;
  warnings?: string[];
  next_step: string;
}

export interface StatusFacts {
  readonly orderId: string;
  readonly payment?: Payment;
  /** What was estimated when it was ordered, for an order of this journal. */
  readonly estimate?: JournalRecord['estimate'];
  /** Whether the journal knows the whole order as cancelled; the provider's answers do not say so. */
  readonly cancelled?: boolean;
  /** Absent when no waiting was asked for. */
  readonly waiting?: { readonly waitedMs: number; readonly changed: boolean };
  readonly warnings?: readonly string[];
}

export function toStatusResult(look: OrderReading, facts: StatusFacts): OrderStatusResult {
  const { order, readiness } = look;
  const { orderId, payment, waiting } = facts;
  const servers = order.items.flatMap(({ id }) => readiness.found.get(id ?? '') ?? []);
  const endsAt = readEndsAt(order) ?? latestEnd(servers);
  const check = checkInvoice(facts.estimate, payment);
  const warnings = [
    ...(facts.warnings ?? []),
    ...renderInvoiceWarnings(check),
    ...(readiness.failure ? [toServerWarning(readiness.failure)] : []),
  ];
  return {
    outcome: payment ? 'payment_required' : 'ok',
    order: { ...toOrderView(orderId, order, payment), ...(facts.cancelled && { state: 'cancelled' }) },
    ...(!facts.cancelled && { ready: readiness.ready }),
    ...(facts.cancelled && endsAt !== undefined && { ends_at: endsAt }),
    ...(waiting?.changed && { changed: true }),
    ...(waiting && waiting.waitedMs >= 50 && { waited_seconds: Math.round(waiting.waitedMs / 100) / 10 }),
    ...(servers.length > 0 && { servers }),
    ...(payment && { payment: { kind: 'invoice' as const, ...payment } }),
    ...(check && { invoice_check: check }),
    ...(warnings.length > 0 && { warnings }),
    next_step: facts.cancelled ? describeCancelled(endsAt) : chooseNextStep(look, facts),
  };
}

/** What a cancelled order, or item, comes to. */
export function describeCancelled(endsAt: string | undefined): string {
  const end = endsAt === undefined ? 'to the end of the period that is paid' : `until ${endsAt}`;
  return `Cancelled: what is paid runs ${end} and is not renewed; nothing is left to do. server_list shows what still runs.`;
}

function toServerWarning({ message }: Error): string {
  return `Whether the servers are ready could not be read: ${message}`;
}

function chooseNextStep({ order, readiness }: OrderReading, { orderId, payment }: StatusFacts): string {
  const again = `call order_status with order_id ${toResultId(orderId)} and wait_seconds`;
  if (payment) return `${toPaymentRequest(payment)}, then ${again}; never order again.`;
  if (readiness.ready)
    return 'The servers are ready, whatever state the order itself has: tell the person their addresses.';
  if (hasFailed(order))
    return 'Tell the person what failed; decide with the person before ordering anything else.';
  if (hasEnded(order)) return 'Nothing of this order is left to wait for: it was cancelled or has ended.';
  if (!order.items.some(item => item.id !== undefined))
    return 'The provider names no items of this order: look for its servers with server_list.';
  return `Not ready yet: ${again} to wait for the servers.`;
}

/** An order as `order_status` shows it: the provider's fields, with our `state` beside each `status`. */
function toOrderView(orderId: string, order: Order, payment: Payment | undefined): JsonObject {
  // The order's items were read from this one.
  const itemsKey = (order.fields.order_items ?? null) === null ? 'items' : 'order_items';
  const { [itemsKey]: _, ...fields } = order.fields;
  return {
    order_id: toResultId(orderId),
    ...(payment ? pickDocumented(fields) : fields),
    state: order.state,
    ...(order.items.length > 0 && {
      order_items: order.items.map(item => ({ ...item.fields, state: item.state })),
    }),
  };
}

const documentedFields = new Set(['order_id', 'status', 'message', 'reference']);

/** What is the order's own in an answer that asks for payment, and stands whole under `payment.details`. */
function pickDocumented(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => documentedFields.has(name)));
}

/** Everything whose change a waiting caller wants to hear of, as a short digest. */
export function toFingerprint(order: Order): string {
  // A provider may name the items in another order each time.
  const items = order.items.map(item => JSON.stringify([item.id, item.status, item.message])).sort();
  const text = JSON.stringify([order.status, order.message, items]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** One sentence that says what is being waited for. */
export function describeWait({ order, paymentNotice, readiness }: OrderReading): string {
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
