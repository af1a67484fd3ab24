import type { Asking, ClientSide } from '../../consent/obtain-consent.ts';
import type { JournalRecord } from '../../journal/record.ts';
import type { Payment } from '../../provider/payment.ts';
import { type OrderCall, type OrderContext, readKnownPayment, readOrderRecord } from '../context.ts';
import { notePresentOrder } from '../lookup/reconcile.ts';
import { type OrderReading, readOrderAndServers } from './read-order.ts';
import { type OrderStatusResult, toStatusResult } from './status-result.ts';
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
    const asking = askToOpenPage(orderId, facts.payment, client);
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
function askToOpenPage(orderId: string, payment: Payment, client: ClientSide): Asking | undefined {
  const { url, url_untrusted, amount, currency = '' } = payment;
  if (!client.canOpenPage || client.reply || url === undefined || url_untrusted) return undefined;
  const due = amount === undefined ? '' : ` of ${`${amount} ${currency}`.trim()}`;
  const message = `Order ${orderId} waits for a payment${due}. Open the payment page?`;
  return { ask: 'page', message, url, state: { subject: 'payment_page' } };
}
