import type { DeskContext } from '../ordering/desk-context.ts';
import { toPaymentRules } from '../ordering/present-record.ts';
import { findByOrderId, notePresentOrder } from '../ordering/resolve-record.ts';
import { judgePage, mergePayments, type Payment, readPayment } from '../provider/read-payment.ts';
import type { Look } from './look.ts';
import { isShownWhole } from './order-view.ts';

/**
 * What an order waits for to be paid, undefined when it waits for no payment; then the journal hears that too.
 * The provider may name the page only once, in its answer to the order: what the journal kept of it fills the gaps.
 */
export async function readOrderPayment(
  context: DeskContext,
  orderId: string,
  { order, paymentNotice }: Look,
): Promise<Payment | undefined> {
  if (paymentNotice === undefined) {
    await notePresentOrder(context, orderId, { order });
    return undefined;
  }
  const { details, ...present } = readPayment(paymentNotice, toPaymentRules(context));
  const recorded = (await findByOrderId(context, orderId))?.payment;
  const payment = judgePage(mergePayments(recorded, present), context.settings.paymentHosts);
  await notePresentOrder(context, orderId, { order, payment });
  const isShown = paymentNotice === order.fields && isShownWhole(order);
  return isShown ? payment : { ...payment, details };
}
