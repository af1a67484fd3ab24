import { VpsError } from '../../errors/vps-error.ts';
import type { Change } from '../../journal/journal.ts';
import { isUnpaid, type JournalRecord } from '../../journal/record.ts';
import { cutText } from '../../provider/clean-and-redact.ts';
import type { Order } from '../../provider/order.ts';
import { saysPaymentRequired } from '../../provider/order-answer.ts';
import type { Payment } from '../../provider/payment.ts';
import { type OrderCall, type OrderContext, readKnownPayment } from '../context.ts';
import { type OrderResult, toPlacedResult, toUnknownResult, type Unknown } from '../order-result.ts';
import { recordOutcome } from '../record-outcome.ts';
import { findOrder, readOneOrder } from './match-orders.ts';

const weakMatchWarning =
  "The order was found by its servers' names alone, since the provider returns no reference: check that it is the right one.";

/**
 * Looks up what became of an order whose answer was lost, or that waits for payment without a known id. Nothing is sent.
 * Answers `unknown` again, with the reason, unless exactly one order is proven to be the one.
 */
export async function reconcileRecord(
  context: OrderContext,
  record: JournalRecord,
  call: OrderCall,
): Promise<OrderResult> {
  const found = await findOrder(record, { ...context, budget: call.budget }).catch(toLookupError);
  if (found instanceof VpsError) return await stayUnresolved(context, record, { error: found });
  const { match, serversSeen } = found;
  if (match.kind !== 'one') {
    const seen =
      match.kind === 'several' ? 'several orders could be it' : 'no order at the provider is provably it';
    const error = new VpsError('unresolved', `The answer to the order was lost, and ${seen} so far.`);
    return await stayUnresolved(context, record, { error, serversSeen });
  }
  const { id } = match.order;
  const objection = await holdMatch(context, record, id);
  if (objection) return await stayUnresolved(context, record, { error: objection });
  // A list may leave out what a single read shows, such as where to pay.
  const order = (await readOneOrder(id, { ...context, ...call }).catch(() => undefined)) ?? match.order;
  const isNews = isClear(order) || record.state !== 'payment_required';
  const present = isNews ? toPlacedChange(context, record, order) : { state: record.state };
  const change = { ...present, order_id: id, matched_by: match.by };
  const { record: placed, warnings } = await recordOutcome(context, record, change);
  if (match.by === 'item_names') warnings.push(weakMatchWarning);
  return toPlacedResult(context, placed, { body: order.fields, warnings });
}

/** Re-reads a placed order; the recorded state is answered, and marked, when that fails. */
export async function replayRecord(
  context: OrderContext,
  record: JournalRecord & { order_id: string },
  call: OrderCall,
): Promise<{ result: OrderResult; record: JournalRecord }> {
  const order = await readOneOrder(record.order_id, { ...context, ...call }).catch(() => undefined);
  if (!order || !isClear(order)) {
    const warnings = ['The present state could not be read; this is the state recorded earlier.'];
    return { result: toPlacedResult(context, record, { warnings, replayed: true }), record };
  }
  const change = toPlacedChange(context, record, order);
  const latest = await recordAdvance(context, record, change);
  const shown = { ...latest, ...change, ended: latest.ended ?? change.ended };
  return { result: toPlacedResult(context, shown, { body: order.fields, replayed: true }), record: latest };
}

/** Notes what a read of an order shows: that it asks for a payment, or, without one, that it goes on. Never fails. */
export async function notePresentOrder(
  context: OrderContext,
  record: JournalRecord,
  { order, payment }: { order: Order; payment?: Payment },
): Promise<void> {
  if (payment)
    await recordAdvance(context, record, { state: 'payment_required', payment: toRecordedPayment(payment) });
  else if (isClear(order)) await recordAdvance(context, record, toPlacedChange(context, record, order));
}

/** What the journal keeps of a payment. */
export function toRecordedPayment({ details: _, ...payment }: Payment): JournalRecord['payment'] {
  return { ...payment };
}

/** Whether an answer says how the order stands; one that can't be understood is no word that it was paid. */
function isClear(order: Order): boolean {
  return order.state === 'accepted' || order.state === 'failed' || waitsForPayment(order);
}

/** HTTP may have said so where the answer's fields do not. */
function waitsForPayment({ state, fields }: Order): boolean {
  return state === 'payment_required' || saysPaymentRequired(fields);
}

/** An order that stands at the provider, as a change of its record, which may know more of its payment. */
function toPlacedChange(context: OrderContext, record: JournalRecord, order: Order): Change {
  const facts = { status: order.status, message: order.message && cutText(order.message, 500) };
  if (waitsForPayment(order)) {
    const payment = readKnownPayment(context, order.fields, record);
    return { ...facts, state: 'payment_required', payment: toRecordedPayment(payment) };
  }
  return { ...facts, state: 'ordered', ...(isFailed(order) && { ended: 'failed' as const }) };
}

/** It frees the order's identity, so the provider has to say it of every item. */
function isFailed(order: Order): boolean {
  return order.items.length > 0 && order.items.every(item => item.state === 'failed');
}

/** Writes what is news. States only advance, so that an ordered one waits for a payment is a mark of its own. */
async function recordAdvance(
  context: OrderContext,
  record: JournalRecord,
  change: Change,
): Promise<JournalRecord> {
  const isPayable = change.state === 'payment_required';
  const isNews = isPayable !== isUnpaid(record) || change.ended !== undefined;
  if (!isNews || record.ended) return record;
  const isLate = isPayable && record.state === 'ordered';
  const advance = isLate ? ({ state: 'ordered', unpaid: true } as const) : { unpaid: undefined };
  const changed = await context.journal.change(record, { ...change, ...advance }).catch(() => undefined);
  return changed ?? record;
}

async function stayUnresolved(
  context: OrderContext,
  record: JournalRecord,
  unknown: Unknown,
): Promise<OrderResult> {
  if (record.state === 'payment_required') return toPlacedResult(context, record, { replayed: true });
  if (record.state === 'unknown') return toUnknownResult(context, record, unknown);
  const recorded = await recordOutcome(context, record, { state: 'unknown' });
  return toUnknownResult(context, recorded.record, { ...unknown, warnings: recorded.warnings });
}

/** Without a journal to hold the order id in, a match could be taken twice. Answers what stands in the way. */
async function holdMatch(
  { journal }: OrderContext,
  record: JournalRecord,
  orderId: string,
): Promise<VpsError | undefined> {
  try {
    if (await journal.hold(orderId, record)) return undefined;
    return new VpsError('unresolved', `Order ${orderId} belongs to another request.`);
  } catch (cause) {
    const reason = cause instanceof VpsError ? cause.message : 'The order journal cannot be written.';
    const message = `Order ${orderId} is probably it, but that cannot be noted. ${reason}`;
    return new VpsError('state_unwritable', message, { cause });
  }
}

function toLookupError(cause: unknown): VpsError {
  if (cause instanceof VpsError && cause.code === 'state_unwritable') return cause;
  const message =
    'The answer to the order was lost, and the provider cannot be asked what became of it right now.';
  return new VpsError('unresolved', message, { cause });
}
