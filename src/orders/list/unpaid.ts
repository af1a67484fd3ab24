import { VpsError } from '../../errors/vps-error.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { type Owed, readStatedMoney, sumOwed } from '../../money/stated-money.ts';
import type { Order } from '../../provider/order.ts';
import { judgePage, type Payment, readPayment } from '../../provider/payment.ts';
import type { OrderContext } from '../context.ts';
import { toPaymentRules } from '../record-result.ts';
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
  const ids = orders.flatMap(({ id }) => id ?? []);
  const recorded = new Map(ids.flatMap(id => toRecorded(context, id, records.get(id))));
  const isRecent = (id: string) => now() - (paymentReadings.get(id)?.readAt ?? 0) < rememberedMs;
  const missing = ids.filter(id => !recorded.has(id) && !isRecent(id));
  if (call.readsPayments !== false)
    await Promise.all(Array.from({ length: readsAtOnce }, () => readPayments(context, missing, call)));
  const readings = new Map(ids.flatMap(id => toEntry(id, paymentReadings.get(id))));
  const owing = orders.filter(
    ({ id = '' }) => recorded.has(id) || readings.get(id)?.payment || !readings.has(id),
  );
  const payments = new Map([
    ...[...readings].flatMap(([id, { payment }]) => toEntry(id, payment)),
    ...recorded,
  ]);
  return { owed: sumOwed(owing.map(({ id = '' }) => payments.get(id))), payments };
}

function toEntry<Value>(id: string, value: Value | undefined): [string, Value][] {
  return value === undefined ? [] : [[id, value]];
}

/** An amount in the journal holds as long as no item was taken off the invoice. */
function toRecorded(
  { settings }: OrderContext,
  id: string,
  { payment, cancelled_items }: Partial<JournalRecord> = {},
): [string, Payment][] {
  if (cancelled_items || !readStatedMoney(payment)) return [];
  return [[id, judgePage(payment ?? {}, settings.paymentHosts)]];
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
      const payment =
        paymentNotice === undefined ? undefined : readPayment(paymentNotice, toPaymentRules(context));
      context.paymentReadings.set(id, { ...(payment && { payment }), readAt: context.now() });
    } catch (error) {
      if (!(error instanceof VpsError)) throw error;
      // Who is asked to wait does not ask for the next one.
      if (error.code === 'rate_limited') return;
    }
  }
}
