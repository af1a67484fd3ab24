import * as z from 'zod';
import type { Asking, ClientSide } from '../../consent/obtain-consent.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { judgePage, mergePayments, type Payment, readPayment } from '../../provider/payment.ts';
import type { OrderContext } from '../context.ts';
import { notePresentOrder } from '../lookup/reconcile.ts';
import { toPaymentRules } from '../record-result.ts';
import type { OrderReading } from './read-order.ts';

const stateSchema = z.object({
  subject: z.literal('payment_page'),
  order: z.string(),
  fingerprint: z.string(),
  spentMs: z.number().min(0),
});

/** What a call saw and used before it asked, so that it goes on with both after the reply. */
export interface BeforeQuestion {
  readonly fingerprint: string;
  readonly spentMs: number;
}

/** The question whether the person opens the payment page; undefined when it can't be asked, or was. */
export function askToOpenPage(
  of: { orderId: string; payment: Payment; client: ClientSide } & BeforeQuestion,
): Asking | undefined {
  const { orderId, payment, client, fingerprint, spentMs } = of;
  if (!client.canOpenPage || client.reply || payment.url === undefined || payment.url_untrusted)
    return undefined;
  const amount =
    payment.amount === undefined
      ? ''
      : ` of ${payment.amount}${payment.currency ? ` ${payment.currency}` : ''}`;
  return {
    ask: 'page',
    message: `Order ${orderId} waits for a payment${amount}. Open the payment page?`,
    url: payment.url,
    state: { subject: 'payment_page', order: orderId, fingerprint, spentMs },
  };
}

/** What stood before this call's question; undefined when nothing was asked, or not about this order. */
export function readBeforeQuestion(client: ClientSide, orderId: string): BeforeQuestion | undefined {
  const state = client.reply && stateSchema.safeParse(client.state).data;
  return state?.order === orderId ? state : undefined;
}

/** Whether the person was asked and did not open the page; opened is not yet paid. */
export function wasPageRefused({ reply }: ClientSide): boolean {
  return reply !== undefined && reply.action !== 'accept';
}

/**
 * What an order waits for to be paid, undefined when it waits for no payment; the record of one that is ours hears either.
 * The provider may name the page only once, in its answer to the order: what the record kept of it fills the gaps.
 */
export async function readOrderPayment(
  context: OrderContext,
  record: JournalRecord | undefined,
  { order, paymentNotice }: OrderReading,
): Promise<Payment | undefined> {
  if (paymentNotice === undefined) {
    if (record) await notePresentOrder(context, record, { order });
    return undefined;
  }
  const present = readPayment(paymentNotice, toPaymentRules(context));
  const payment = judgePage(mergePayments(record?.payment, present), context.settings.paymentHosts);
  if (record) await notePresentOrder(context, record, { order, payment });
  return payment;
}
