import { toErrorFacts, VpsError } from '../../errors/vps-error.ts';
import type { Change } from '../../journal/journal.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { cutText } from '../../provider/clean-and-redact.ts';
import { compareIds } from '../../request/ids.ts';
import { type OrderCall, type OrderContext, readKnownPayment } from '../context.ts';
import { reconcileRecord, toRecordedPayment } from '../lookup/reconcile.ts';
import { type OrderResult, toKnownResult, toPlacedResult, toUnknownResult } from '../order-result.ts';
import { type Recorded, recordOutcome } from '../record-outcome.ts';
import { classifyAnswer, type Verdict } from './classify-answer.ts';
import { type Intent, toWireOrder } from './intent.ts';

/** A lost answer is looked up at once when at least this much of the call is left. */
const lookupMs = 2_000;

const tooLate = 'Too much time passed before the order could be sent.';

interface Sending {
  readonly intent: Intent;
  readonly sending: JournalRecord;
  readonly timeoutMs: number;
  readonly call: OrderCall;
}

/** Sends an order that its record says is `sending`, once, and writes the outcome. Never throws: money may be spent. */
export async function sendOrder(context: OrderContext, order: Sending): Promise<OrderResult> {
  const { sending, call } = order;
  const checked = await refuseForeignId(context, sending, await send(context, order));
  const recorded = await recordOutcome(context, sending, toChange(context, checked.verdict));
  const warnings = [...checked.warnings, ...recorded.warnings];
  try {
    return await present(context, checked.verdict, { record: recorded.record, warnings, call });
  } catch {
    // What is known about money goes out whatever else goes wrong.
    return toKnownResult(context, recorded.record, warnings);
  }
}

async function send(context: OrderContext, { intent, sending, timeoutMs }: Sending): Promise<Verdict> {
  const objection = await findObjection(context, sending);
  if (objection) return { kind: 'not_ordered', error: objection };
  try {
    const reply = await context.provider.write('order_create', toWireOrder(intent), {
      timeoutMs,
      // A process that slept past its own deadline may have been settled as not ordered meanwhile.
      objection: () => (context.ages.isAbandoned(sending) ? tooLate : undefined),
    });
    return classifyAnswer(reply);
  } catch (cause) {
    // Nothing is known to end here; what does proves nothing about the order.
    const error = new VpsError('bad_response', 'Something unexpected went wrong while the order was sent.', {
      cause,
    });
    return { kind: 'unknown', error };
  }
}

/** A process that slept past its own deadline may have lost its record to a person or another call meanwhile. */
async function findObjection(
  { journal, ages }: OrderContext,
  sending: JournalRecord,
): Promise<VpsError | undefined> {
  try {
    const latest = (await journal.records()).at(sending.number);
    const isOurs = latest?.revision === sending.revision && !ages.isAbandoned(sending);
    return isOurs ? undefined : new VpsError('unavailable', tooLate);
  } catch (cause) {
    if (cause instanceof VpsError) return cause;
    throw cause;
  }
}

/**
 * Takes an order id out of a verdict that can't be the one of the order just sent: it was there before, or another record
 * holds it. What is left is looked up like an answer that names no order.
 */
async function refuseForeignId(
  context: OrderContext,
  sending: JournalRecord,
  verdict: Verdict,
): Promise<{ verdict: Verdict; warnings: string[] }> {
  const reason = await findForeignness(context, sending, verdict);
  if (verdict.kind === 'not_ordered' || !reason) return { verdict, warnings: [] };
  const sentence = `The provider's answer names order ${verdict.orderId}, but ${reason}: it is not taken for this order.`;
  if (verdict.kind === 'payment_required')
    return { verdict: { ...verdict, orderId: undefined }, warnings: [sentence] };
  const provider = verdict.kind === 'ordered' ? verdict.body : verdict.error.provider;
  const error = new VpsError('bad_response', sentence, { provider });
  return { verdict: { kind: 'unknown', error }, warnings: [] };
}

async function findForeignness(
  { journal }: OrderContext,
  { baseline, number }: JournalRecord,
  verdict: Verdict,
): Promise<string | undefined> {
  if (verdict.kind === 'not_ordered' || verdict.orderId === undefined) return undefined;
  const { kind, orderId } = verdict;
  // An answer that says that it made the order is believed: a provider's ids need not rise.
  if (kind !== 'ordered' && baseline !== undefined && compareIds(orderId, baseline) <= 0)
    return `order ids had reached ${baseline} before this one was sent`;
  const records = await journal.records().catch(() => undefined);
  const holders = records?.having('placed_order_id', orderId) ?? [];
  const isHeld = holders.some(other => other.number !== number);
  return isHeld ? 'that one belongs to another request of the order journal' : undefined;
}

function toChange(context: OrderContext, verdict: Verdict): Change {
  if (verdict.kind === 'not_ordered') {
    const { code, message } = verdict.error;
    return { state: 'not_ordered', error_code: code, message: cutText(message, 500) };
  }
  if (verdict.kind === 'unknown')
    return { state: 'unknown', order_id: verdict.orderId, error_code: verdict.error.code };
  const facts = {
    order_id: verdict.orderId,
    status: verdict.status,
    message: verdict.message && cutText(verdict.message, 500),
  };
  if (verdict.kind === 'ordered') return { state: 'ordered', ...facts };
  return { state: 'payment_required', ...facts, payment: readNotice(context, verdict) };
}

function readNotice(context: OrderContext, { body }: Verdict & { kind: 'payment_required' }) {
  try {
    return toRecordedPayment(readKnownPayment(context, body));
  } catch {
    return {};
  }
}

async function present(
  context: OrderContext,
  verdict: Verdict,
  { record, warnings, call }: Recorded & { call: OrderCall },
): Promise<OrderResult> {
  switch (verdict.kind) {
    case 'ordered':
      return toPlacedResult(context, record, { warnings });
    case 'payment_required':
      return toPlacedResult(context, record, { body: verdict.body, warnings });
    case 'not_ordered':
      return { outcome: verdict.kind, reference: record.reference, ...toErrorFacts(verdict.error) };
    case 'unknown': {
      const unknown = toUnknownResult(context, record, { error: verdict.error, warnings });
      if (call.budget.remainingMs() < lookupMs) return unknown;
      const resolved = await reconcileRecord(context, record, call);
      // The answer's own error says more than that a look found nothing; the servers that it found go with it.
      if (resolved.outcome !== 'unknown') return resolved;
      const { servers_seen, next_step } = resolved;
      return servers_seen ? { ...unknown, servers_seen, next_step } : unknown;
    }
  }
}
