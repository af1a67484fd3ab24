import { nextSteps } from '../errors/next-steps.ts';
import { VpsError } from '../errors/vps-error.ts';
import { answerFromRecord } from './answer-from-record.ts';
import { type Attempt, attemptOrder } from './attempt-order.ts';
import type { DeskCall, DeskContext } from './desk-context.ts';
import { createFinder } from './find-record.ts';
import type { Intent } from './intent.ts';
import { type OrderResult, toErrorFacts } from './order-result.ts';
import { presentEssence, presentPlaced, presentUnknown } from './present-record.ts';
import { resolveRecord } from './resolve-record.ts';
import type { Sent } from './send-order.ts';

/** A lost answer is looked up at once when at least this much of the call is left. */
const lookupMs = 2_000;

/**
 * Places the order, at most once per intent, however often and from however many processes it is asked for; or answers what
 * an earlier or simultaneous call made of it.
 * @throws VpsError for everything that stops it before something was sent.
 */
export async function placeOrder(context: DeskContext, intent: Intent, call: DeskCall): Promise<OrderResult> {
  const find = createFinder(context, intent);
  for (;;) {
    const answered = await answerFromRecord(context, { intent, find }, call);
    if (answered) return answered;
    if (call.signal?.aborted)
      throw new VpsError('timeout', 'The call was cancelled before the order was sent.');
    const attempt = await attemptOrder(context, { intent, find }, call);
    if (attempt.kind !== 'raced') return await present(context, attempt, call);
  }
}

async function present(
  context: DeskContext,
  attempt: Exclude<Attempt, { kind: 'raced' }>,
  call: DeskCall,
): Promise<OrderResult> {
  try {
    if (attempt.kind === 'sent') return await presentSent(context, attempt, call);
    return { ...(await resolveRecord(context, attempt.record, call)), replayed: true };
  } catch {
    // What is known about money goes out whatever else goes wrong.
    return presentEssence(attempt.record, attempt.kind === 'sent' ? attempt.warnings : []);
  }
}

async function presentSent(context: DeskContext, sent: Sent, call: DeskCall): Promise<OrderResult> {
  const { record, verdict, warnings } = sent;
  if (verdict.kind === 'ordered') return presentPlaced(context, record, { warnings });
  if (verdict.kind === 'payment_required')
    return presentPlaced(context, record, { body: verdict.body, warnings });
  if (verdict.kind === 'not_ordered') {
    const next_step = nextSteps[verdict.error.code];
    return { outcome: 'not_ordered', reference: record.reference, ...toErrorFacts(verdict.error), next_step };
  }
  const unknown = presentUnknown(record, verdict.error, warnings);
  if (call.budget.remainingMs() < lookupMs) return unknown;
  const resolved = await resolveRecord(context, record, call);
  return resolved.outcome === 'unknown' ? unknown : resolved;
}
