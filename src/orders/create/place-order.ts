import { nextSteps, VpsError } from '../../errors/vps-error.ts';
import type { OrderCall, OrderContext } from '../context.ts';
import type { TrackedIntent } from '../find-record.ts';
import { reconcileRecord } from '../lookup/reconcile.ts';
import { type OrderResult, toErrorFacts } from '../order-result.ts';
import { toKnownResult, toPlacedResult, toUnknownResult, toUnresolvedResult } from '../record-result.ts';
import { type Attempt, attemptOrder } from './attempt-order.ts';
import { answerFromRecord } from './same-call-again.ts';
import type { Sent } from './send-order.ts';

/** A lost answer is looked up at once when at least this much of the call is left. */
const lookupMs = 2_000;

/**
 * Places the order, at most once per intent, however often and from however many processes it is asked for; or answers what
 * an earlier or simultaneous call made of it.
 * @throws VpsError for everything that stops it before something was sent.
 */
export async function placeOrder(
  context: OrderContext,
  wish: TrackedIntent,
  call: OrderCall,
): Promise<OrderResult> {
  for (;;) {
    const known = await answerFromRecord(context, wish, call);
    if (known.kind === 'answer') return known.result;
    if (known.kind === 'unresolved') return toUnresolvedResult(context, known.records);
    if (call.signal?.aborted)
      throw new VpsError('timeout', 'The call was cancelled before the order was sent.');
    const attempt = await attemptOrder(context, wish, call);
    if (attempt.kind !== 'raced') return await present(context, attempt, call);
  }
}

async function present(
  context: OrderContext,
  attempt: Exclude<Attempt, { kind: 'raced' }>,
  call: OrderCall,
): Promise<OrderResult> {
  try {
    if (attempt.kind === 'sent') return await presentSent(context, attempt, call);
    return { ...(await reconcileRecord(context, attempt.record, call)), replayed: true };
  } catch {
    // What is known about money goes out whatever else goes wrong.
    return toKnownResult(context, attempt.record, attempt.kind === 'sent' ? attempt.warnings : []);
  }
}

async function presentSent(context: OrderContext, sent: Sent, call: OrderCall): Promise<OrderResult> {
  const { record, verdict, warnings } = sent;
  if (verdict.kind === 'ordered') return toPlacedResult(context, record, { warnings });
  if (verdict.kind === 'payment_required')
    return toPlacedResult(context, record, { body: verdict.body, warnings });
  if (verdict.kind === 'not_ordered') {
    const next_step = nextSteps[verdict.error.code];
    return { outcome: 'not_ordered', reference: record.reference, ...toErrorFacts(verdict.error), next_step };
  }
  const unknown = toUnknownResult(context, record, { error: verdict.error, warnings });
  if (call.budget.remainingMs() < lookupMs) return unknown;
  const resolved = await reconcileRecord(context, record, call);
  // The answer's own error says more than that a look found nothing; the servers that it found go with it.
  if (resolved.outcome !== 'unknown') return resolved;
  const { servers_seen, next_step } = resolved;
  return servers_seen ? { ...unknown, servers_seen, next_step } : unknown;
}
