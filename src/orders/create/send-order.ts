import { VpsError } from '../../errors/vps-error.ts';
import type { Change } from '../../journal/journal.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { cutText } from '../../provider/clean-text.ts';
import type { Json } from '../../provider/json.ts';
import { readPayment } from '../../provider/payment.ts';
import type { OrderContext } from '../context.ts';
import { type Recorded, recordOutcome } from '../record-outcome.ts';
import { toPaymentRules } from '../record-result.ts';
import { classifyAnswer, type Verdict } from './classify-answer.ts';
import { refuseForeignId } from './foreign-id.ts';
import { type Intent, toWireOrder } from './intent.ts';

/** What became of an order's one request. */
export interface Sent extends Recorded {
  readonly verdict: Verdict;
}

/** Sends an order that its record says is `sending`, once, and writes the outcome. Never throws: money may be spent. */
export async function sendOrder(
  context: OrderContext,
  of: { intent: Intent; sending: JournalRecord; timeoutMs: number },
): Promise<Sent> {
  const checked = await refuseForeignId(context, of.sending, await send(context, of));
  const { verdict } = checked;
  const { record, warnings } = await recordOutcome(context, of.sending, toChange(context, verdict));
  return { record, verdict, warnings: [...checked.warnings, ...warnings] };
}

const tooLate = 'Too much time passed before the order could be sent.';

/** A process that slept past its own deadline may have lost its record to a person or another call meanwhile. */
async function findObjection(context: OrderContext, sending: JournalRecord): Promise<VpsError | undefined> {
  try {
    const latest = (await context.journal.records()).at(sending.number);
    const isOurs = latest?.revision === sending.revision && !context.ages.isAbandoned(sending);
    return isOurs ? undefined : new VpsError('unavailable', tooLate);
  } catch (cause) {
    if (cause instanceof VpsError) return cause;
    throw cause;
  }
}

async function send(
  context: OrderContext,
  { intent, sending, timeoutMs }: { intent: Intent; sending: JournalRecord; timeoutMs: number },
): Promise<Verdict> {
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
  return { state: 'payment_required', ...facts, payment: { ...readNotice(context, verdict.body) } };
}

function readNotice(context: OrderContext, body: Json | undefined): object {
  try {
    const { details: _, ...payment } = readPayment(body, toPaymentRules(context));
    return payment;
  } catch {
    return {};
  }
}
