import { VpsError } from '../../errors/vps-error.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { readStatedMoney, sumOwed } from '../../money/invoice.ts';
import type { Order } from '../../provider/order.ts';
import { judgePage, type Payment } from '../../provider/payment.ts';
import { type OrderContext, readKnownPayment } from '../context.ts';
import { readOrderAnswer } from '../status/read-order.ts';
import type { ListCall } from './list-orders.ts';

/** So many orders are asked for at once. */
const readsAtOnce = 8;

/** Kept of the call's time for the journal and for building the answer. */
const reserveMs = 5_000;

/**
 * What is owed for unpaid orders, and what each of them asks for as far as it is known: from the journal, else from the
 * provider, as many as the call's time allows.
 * @param orders in the order in which they are read.
 */
export async function readUnpaid(
  context: OrderContext,
  { orders, recordOf }: { orders: readonly Order[]; recordOf: (order: Order) => JournalRecord | undefined },
  call: ListCall,
) {
  const payments: Payments = new Map();
  for (const order of orders) {
    const payment = toRecorded(context, recordOf(order));
    if (payment) payments.set(order.id ?? '', payment);
  }
  const ids = orders.map(({ id = '' }) => id);
  const missing = ids.filter(id => id !== '' && !payments.has(id));
  const readers = call.readsPayments === false ? 0 : readsAtOnce;
  await Promise.all(Array.from({ length: readers }, () => readMissing(context, { missing, payments }, call)));
  const owing = ids.filter(id => !payments.has(id) || payments.get(id));
  return { owed: sumOwed(owing.map(id => payments.get(id))), payments };
}

/** By the order's id. One that was read and asks for no payment is unpaid no longer: the provider's list lags. */
type Payments = Map<string, Payment | undefined>;

/** An amount in the journal holds as long as no item was taken off the invoice. */
function toRecorded(
  { settings }: OrderContext,
  { payment, cancelled_items }: Partial<JournalRecord> = {},
): Payment | undefined {
  if (!payment || cancelled_items || !readStatedMoney(payment)) return undefined;
  return judgePage(payment, settings.paymentHosts);
}

/** Takes one id after another until there is none, or no time; what can't be read stays unknown. */
async function readMissing(
  context: OrderContext,
  { missing, payments }: { missing: string[]; payments: Payments },
  { budget, signal }: ListCall,
): Promise<void> {
  for (let id = missing.shift(); id !== undefined; id = missing.shift()) {
    const timeoutMs = budget.remainingMs() - reserveMs;
    if (timeoutMs <= 0 || signal?.aborted) return;
    try {
      const { paymentNotice } = await readOrderAnswer(context.provider, id, { timeoutMs, signal });
      const isPaid = paymentNotice === undefined;
      payments.set(id, isPaid ? undefined : readKnownPayment(context, paymentNotice));
    } catch (error) {
      if (!(error instanceof VpsError)) throw error;
      // Who is asked to wait does not ask for the next one.
      if (error.code === 'rate_limited') return;
    }
  }
}
