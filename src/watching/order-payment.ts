import type { JournalRecord } from '../journal/record.ts';
import type { DeskContext } from '../ordering/desk-context.ts';
import { toPaymentRules } from '../ordering/present-record.ts';
import { notePresentOrder } from '../ordering/resolve-record.ts';
import { judgePage, mergePayments, type Payment, readPayment } from '../provider/payment.ts';
import type { Look } from './look.ts';

/**
 * What an order waits for to be paid, undefined when it waits for no payment; the record of one that is ours hears either.
 * The provider may name the page only once, in its answer to the order: what the record kept of it fills the gaps.
 */
export async function readOrderPayment(
  context: DeskContext,
  record: JournalRecord | undefined,
  { order, paymentNotice }: Look,
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
