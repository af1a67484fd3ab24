import { VpsError } from '../../errors/vps-error.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { type Owed, readStatedMoney, sumOwed } from '../../money/invoice.ts';
import type { Order } from '../../provider/order.ts';
import { judgePage, type Payment } from '../../provider/payment.ts';
import type { OrderContext } from '../context.ts';
import { readKnownPayment } from '../record-result.ts';
import { readOrderAnswer } from '../status/read-order.ts';
import type { ListCall } from './order-list.ts';

/** So many orders are asked for at once. */
const readsAtOnce = 8;

/** Kept of the call's time for the journal and for building the answer. */
const reserveMs = 5_000;

/** A payment that was read this long ago need not be read again. */
const rememberedMs = 5 * 60_000;

/** What the provider said of an unpaid order; without a payment it is unpaid no longer, and its list lags. */
interface PaymentReading {
  readonly payment?: Payment;
  readonly readAt: number;
}

/** By the order's id; an agent that turns the pages of a list would otherwise read all payments for each page. */
export type PaymentReadings = Map<string, PaymentReading>;

/** What is owed for unpaid orders, and what each of them asks for as far as it is known. */
export interface Unpaid {
  readonly owed: Owed;
  readonly payments: ReadonlyMap<string, Payment>;
}

/**
 * The payments of unpaid orders: from the journal, else from the provider, as many as the call's time allows.
 * @param orders in the order in which they are read.
 * @param records of this journal, by the order's id.
 */
export async function readUnpaid(
  context: OrderContext,
  { orders, records }: { orders: readonly Order[]; records: ReadonlyMap<string, JournalRecord> },
  call: ListCall,
): Promise<Unpaid> {
  const { paymentReadings, now } = context;
  const recorded = (id: string) => toRecorded(context, records.get(id));
  const isRecent = (id: string) => now() - (paymentReadings.get(id)?.readAt ?? 0) < rememberedMs;
  const missing = orders.flatMap(({ id }) => (id && !recorded(id) && !isRecent(id) ? [id] : []));
  if (call.readsPayments !== false)
    await Promise.all(Array.from({ length: readsAtOnce }, () => readPayments(context, missing, call)));
  const readings = orders.map(({ id = '' }) => ({ id, ...(recorded(id) ?? paymentReadings.get(id)) }));
  const owing = readings.filter(({ payment, readAt }) => payment || readAt === undefined);
  return {
    owed: sumOwed(owing.map(({ payment }) => payment)),
    payments: new Map(owing.flatMap(({ id, payment }) => (payment ? [[id, payment]] : []))),
  };
}

/** An amount in the journal holds as long as no item was taken off the invoice. */
function toRecorded(
  { settings }: OrderContext,
  { payment, cancelled_items }: Partial<JournalRecord> = {},
): Partial<PaymentReading> | undefined {
  if (!payment || cancelled_items || !readStatedMoney(payment)) return undefined;
  return { payment: judgePage(payment, settings.paymentHosts) };
}

/** Takes one id after another until there is none, or no time; what can't be read stays unknown. */
async function readPayments(
  context: OrderContext,
  ids: string[],
  { budget, signal }: ListCall,
): Promise<void> {
  for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
    const timeoutMs = budget.remainingMs() - reserveMs;
    if (timeoutMs <= 0 || signal?.aborted) return;
    try {
      const { paymentNotice } = await readOrderAnswer(context.provider, id, { timeoutMs, signal });
      const payment = paymentNotice === undefined ? undefined : readKnownPayment(context, paymentNotice);
      context.paymentReadings.set(id, { ...(payment && { payment }), readAt: context.now() });
    } catch (error) {
      if (!(error instanceof VpsError)) throw error;
      // Who is asked to wait does not ask for the next one.
      if (error.code === 'rate_limited') return;
    }
  }
}
