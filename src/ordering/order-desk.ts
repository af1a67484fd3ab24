import { setTimeout as delay } from 'node:timers/promises';
import { nextSteps } from '../errors/next-steps.ts';
import { VpsError } from '../errors/vps-error.ts';
import { answerFromRecord, look } from './answer-from-record.ts';
import { type Attempt, attemptOrder } from './attempt-order.ts';
import type { DeskCall, DeskContext } from './desk-context.ts';
import type { Finding } from './find-record.ts';
import type { Intent } from './intent.ts';
import { type OrderResult, toErrorFacts, toRecordFacts } from './order-result.ts';
import { presentEssence, presentInProgress, presentPlaced, presentUnknown } from './present-record.ts';
import { resolveRecord } from './resolve-record.ts';
import type { Sent } from './send-order.ts';

/** Where orders are placed: at most one per intent, however often, from however many processes, it is asked for. */
export interface OrderDesk {
  /** What the journal says of an intent; looks at nothing else and changes nothing. */
  find(intent: Intent): Promise<Finding>;
  /** The answer that the journal already holds; undefined when the order may be placed. */
  answer(intent: Intent, call: DeskCall): Promise<OrderResult | undefined>;
  /** Places the order, or answers what an earlier or simultaneous call made of it. */
  place(intent: Intent, call: DeskCall): Promise<OrderResult>;
  /** Resolves when no order is in flight in this process. */
  settled(): Promise<void>;
}

/** A lost answer is looked up at once when at least this much of the call is left. */
const lookupMs = 2_000;

export function createOrderDesk(context: DeskContext): OrderDesk {
  const inFlight = new Map<string, Promise<OrderResult>>();

  async function place(intent: Intent, call: DeskCall): Promise<OrderResult> {
    const name = nameOf(intent);
    const running = inFlight.get(name);
    if (running) return (await follow(running, call)) ?? (await place(intent, call));
    const placing = placeOnce(context, intent, call).finally(() => inFlight.delete(name));
    inFlight.set(name, placing);
    return await placing;
  }

  return {
    find: intent => look(context, intent),
    async answer(intent, call) {
      const running = inFlight.get(nameOf(intent));
      return (running && (await follow(running, call))) ?? (await answerFromRecord(context, intent, call));
    },
    place,
    async settled() {
      await Promise.allSettled(inFlight.values());
    },
  };
}

function nameOf({ key, digest }: Intent): string {
  return `${digest} ${key ?? ''}`;
}

/** A simultaneous call of the same process answers what the first one hears; undefined when the first one was cancelled. */
async function follow(running: Promise<OrderResult>, call: DeskCall): Promise<OrderResult | undefined> {
  const patience = new AbortController();
  const waited = delay(Math.max(0, call.budget.remainingMs() - lookupMs), undefined, {
    signal: patience.signal,
  });
  try {
    const result = await Promise.race([running, waited]);
    if (!result) return presentInProgress(undefined);
    return result.order_id === undefined ? result : { ...result, replayed: true };
  } catch (error) {
    // A timeout before sending concerned the first call alone; every other failure concerns this one too.
    if (error instanceof VpsError && error.code === 'timeout') return undefined;
    throw error;
  } finally {
    waited.catch(() => {});
    patience.abort();
  }
}

async function placeOnce(context: DeskContext, intent: Intent, call: DeskCall): Promise<OrderResult> {
  for (;;) {
    const answered = await answerFromRecord(context, intent, call);
    if (answered) return answered;
    if (call.signal?.aborted)
      throw new VpsError('timeout', 'The call was cancelled before the order was sent.');
    const attempt = await attemptOrder(context, intent, call);
    if (attempt.kind !== 'raced') return await present(context, attempt, call);
  }
}

async function present(
  context: DeskContext,
  attempt: Exclude<Attempt, { kind: 'raced' }>,
  call: DeskCall,
): Promise<OrderResult> {
  const { record } = attempt;
  try {
    if (attempt.kind === 'sent') return await presentSent(context, attempt, call);
    return { ...(await resolveRecord(context, record, call)), replayed: true };
  } catch {
    // What is known about money goes out whatever else goes wrong.
    return attempt.kind === 'sent' ? toEssence(attempt) : presentEssence(record);
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

function toEssence({ record, verdict, warnings }: Sent): OrderResult {
  if (verdict.kind !== 'not_ordered') return presentEssence({ ...record, state: verdict.kind }, warnings);
  const facts = { ...toRecordFacts(record), ...(warnings.length > 0 && { warnings }) };
  return { outcome: 'not_ordered', ...facts, next_step: nextSteps.bad_response };
}
