import { type Asking, type ClientSide, canOfferPage } from '../../consent/obtain-consent.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { checkInvoice } from '../../money/invoice.ts';
import { latestEnd, type Order, readEndsAt } from '../../provider/order.ts';
import type { Payment } from '../../provider/payment.ts';
import type { JsonObject } from '../../provider/reply.ts';
import { toResultId } from '../../request/ids.ts';
import { type OrderCall, type OrderContext, readKnownPayment, readOrderRecord } from '../context.ts';
import { notePresentOrder } from '../lookup/reconcile.ts';
import { toPaymentRequest } from '../order-result.ts';
import { hasEnded, hasFailed, type OrderReading, readOrderAndServers } from './read-order.ts';
import {
  type Clock,
  isOver,
  lastLookMs,
  systemClock,
  toFingerprint,
  waitUntilReady,
} from './wait-until-ready.ts';

export interface OrderStatusCall extends Pick<OrderCall, 'budget' | 'signal'> {
  readonly client: ClientSide;
  /** Tells the client what is being waited for. */
  readonly report?: (message: string) => void;
  readonly clock?: Clock;
}

/** Kept of the call's time for the journal and for building the answer. */
const answerMs = 1_000;

/**
 * Reads an order and, if asked to, waits until it is ready, changed or failed, or the time is up.
 * @throws VpsError when the order can't be read.
 */
export async function readOrderStatus(
  context: OrderContext,
  { order_id: orderId, wait_seconds: waitSeconds }: { order_id: string; wait_seconds?: number },
  call: OrderStatusCall,
): Promise<OrderStatusResult | Asking> {
  const { client, signal, report, clock = systemClock, budget } = call;
  const remainingMs = () => budget.remainingMs() - answerMs;
  const first = await readOrderAndServers(context.provider, orderId, { remainingMs, signal });
  const facts = await readFacts(context, orderId, first);
  const waitMs = Math.min((waitSeconds ?? 0) * 1_000, remainingMs() - lastLookMs);
  if (waitMs <= 0 || isOver(first)) return toStatusResult(first, facts);
  if (facts.payment) {
    const asking = askToOpenPage(context, facts, client);
    if (asking) return asking;
    // Opened is not yet paid; a page that was not opened leads to no payment.
    if (client.reply && client.reply.action !== 'accept') return toStatusResult(first, facts);
  }
  const since = clock.now();
  const hasChanged = ({ order }: OrderReading) => toFingerprint(order) !== toFingerprint(first.order);
  const options = { clock, waitMs, signal, first, endsToo: hasChanged, report };
  const { look = first, failure } = await waitUntilReady(context.provider, orderId, options);
  const { warnings, ...latest } = await readFacts(context, orderId, look);
  return toStatusResult(look, {
    ...latest,
    waitedMs: clock.now() - since,
    changed: hasChanged(look),
    warnings: [...(failure ? [`The last look failed: ${failure.message}`] : []), ...warnings],
  });
}

/** What a look means, by the journal too. */
async function readFacts(context: OrderContext, orderId: string, look: OrderReading) {
  const warnings: string[] = [];
  const record = await readOrderRecord(context, orderId).catch(() => {
    warnings.push('The order journal cannot be read, so what it knows of this order is not shown.');
    return undefined;
  });
  const payment = await readOrderPayment(context, record, look);
  const { estimate, ended } = record ?? {};
  return { orderId, payment, estimate, cancelled: ended === 'cancelled', warnings };
}

/** What an order waits for to be paid, undefined when it waits for no payment; the record of one that is ours hears either. */
export async function readOrderPayment(
  context: OrderContext,
  record: JournalRecord | undefined,
  { order, paymentNotice }: OrderReading,
): Promise<Payment | undefined> {
  const payment = paymentNotice === undefined ? undefined : readKnownPayment(context, paymentNotice, record);
  if (record) await notePresentOrder(context, record, { order, payment });
  return payment;
}

/** The question whether the person opens the payment page; undefined when it can't be asked, or was. */
function askToOpenPage(
  context: OrderContext,
  { orderId, payment = {} }: StatusFacts,
  client: ClientSide,
): Asking | undefined {
  const { url, url_untrusted, amount, currency = '' } = payment;
  if (!canOfferPage(context, client) || client.reply || url === undefined || url_untrusted) return undefined;
  const due = amount === undefined ? '' : ` of ${`${amount} ${currency}`.trim()}`;
  const message = `Order ${orderId} waits for a payment${due}. Open the payment page?`;
  return { ask: 'page', message, url, state: { subject: 'payment_page' } };
}

interface StatusFacts {
  readonly orderId: string;
  readonly payment?: Payment;
  /** What was estimated when it was ordered, for an order of this journal. */
  readonly estimate?: JournalRecord['estimate'];
  /** Whether the journal knows the whole order as cancelled; the provider's answers do not say so. */
  readonly cancelled?: boolean;
  readonly waitedMs?: number;
  readonly changed?: boolean;
  readonly warnings?: readonly string[];
}

type OrderStatusResult = ReturnType<typeof toStatusResult>;

/** What `order_status` answers. */
export function toStatusResult(look: OrderReading, facts: StatusFacts) {
  const { order, ready, found, serversFailure } = look;
  const { orderId, payment, cancelled, waitedMs = 0 } = facts;
  const servers = order.items.flatMap(({ id = '' }) => found.get(id) ?? []);
  const endsAt = readEndsAt(order) ?? latestEnd(servers);
  const { check, warnings: invoiceWarnings } = checkInvoice(facts.estimate, payment);
  const warnings = [
    ...(facts.warnings ?? []),
    ...invoiceWarnings,
    ...(serversFailure ? [`Whether the servers are ready could not be read: ${serversFailure.message}`] : []),
  ];
  return {
    outcome: payment ? 'payment_required' : 'ok',
    order: { ...toOrderView(orderId, order, payment), ...(cancelled && { state: 'cancelled' }) },
    ...(cancelled ? endsAt !== undefined && { ends_at: endsAt } : { ready }),
    ...(facts.changed && { changed: true }),
    ...(waitedMs >= 50 && { waited_seconds: Math.round(waitedMs / 100) / 10 }),
    ...(servers.length > 0 && { servers }),
    ...(payment && { payment: { kind: 'invoice', ...payment } }),
    ...(check && { invoice_check: check }),
    ...(warnings.length > 0 && { warnings }),
    next_step: cancelled ? describeCancelled(endsAt) : chooseNextStep(look, facts),
  };
}

/** What a cancelled order, or item, comes to. */
export function describeCancelled(endsAt: string | undefined): string {
  const end = endsAt === undefined ? 'to the end of the period that is paid' : `until ${endsAt}`;
  return `Cancelled: what is paid runs ${end} and is not renewed; nothing is left to do. server_list shows what still runs.`;
}

function chooseNextStep({ order, ready }: OrderReading, { orderId, payment }: StatusFacts): string {
  const again = `call order_status with order_id ${toResultId(orderId)} and wait_seconds`;
  if (payment) return `${toPaymentRequest(payment)}, then ${again}; never order again.`;
  if (ready)
    return 'The servers are ready, whatever state the order itself has: tell the person their addresses.';
  if (hasFailed(order))
    return 'Tell the person what failed; decide with the person before ordering anything else.';
  if (hasEnded(order)) return 'Nothing of this order is left to wait for: it was cancelled or has ended.';
  if (!order.items.some(item => item.id !== undefined))
    return 'The provider names no items of this order: look for its servers with server_list.';
  return `Not ready yet: ${again} to wait for the servers.`;
}

const documentedFields = ['order_id', 'status', 'message', 'reference'];

/** An order as `order_status` shows it: the provider's fields, with our `state` beside each `status`. */
function toOrderView(orderId: string, order: Order, payment: Payment | undefined): JsonObject {
  const { order_items: _, items: __, ...fields } = order.fields;
  // The answer that asks for payment stands whole under `payment.details`.
  const shown = Object.entries(fields).filter(([name]) => !payment || documentedFields.includes(name));
  return {
    order_id: toResultId(orderId),
    ...Object.fromEntries(shown),
    state: order.state,
    ...(order.items.length > 0 && {
      order_items: order.items.map(item => ({ ...item.fields, state: item.state })),
    }),
  };
}
