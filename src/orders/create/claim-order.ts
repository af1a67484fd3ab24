import { setTimeout as delay } from 'node:timers/promises';
import { VpsError } from '../../errors/vps-error.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { toRecordedEstimate } from '../../money/estimate.ts';
import type { Order } from '../../provider/order.ts';
import type { OrderCall, OrderContext } from '../context.ts';
import type { TrackedIntent } from '../find-duplicate.ts';
import { contradictsNames } from '../lookup/match-orders.ts';
import { reconcileRecord } from '../lookup/reconcile.ts';
import { type OrderResult, toKnownResult, toUnresolvedResult } from '../order-result.ts';
import { answerFromRecord, voidAbandoned } from './answer-from-record.ts';
import { readOrdersBefore, toBaseline } from './baseline.ts';
import { type Intent, toJournalItems } from './intent.ts';
import { requireRoom } from './order-limits.ts';
import { sendOrder } from './send-order.ts';

/** An order's request may take this long, however much of the call's time is left. */
const sendTimeoutMs = 25_000;

/** Time from writing the claim to `sending`, slow syncs included; whoever takes longer finds its claim void and starts anew. */
const claimPatienceMs = 15_000;

/** What a sender needs, after its request's deadline, to write the outcome. */
const writePatienceMs = 5_000;

/** Kept of the call's time for writing the outcome, however slow the disk is, and for the answer. */
const minLeftMs = 12_000;

/** Less than this is too little to send an order in. */
const minSendMs = 500;

/** An earlier claim is looked at this often while it makes the difference to the day's limit. */
const pollMs = 25;

/**
 * Places the order, at most once per intent, however often and from however many processes it is asked for; or answers what
 * an earlier or simultaneous call made of it.
 * @throws VpsError for everything that stops it before something was sent.
 */
export async function claimAndSend(
  context: OrderContext,
  wish: TrackedIntent,
  call: OrderCall,
): Promise<OrderResult> {
  for (;;) {
    const known = await answerFromRecord(context, wish, call);
    if (known.kind === 'answer') return known.result;
    if (known.kind === 'unresolved') return toUnresolvedResult(context, known.open);
    requireCall(call);
    const result = await attemptOrder(context, wish, call);
    if (result) return result;
  }
}

/**
 * Baseline, claim, decision among the racers, `sending`, one request, outcome; each synced before the next. Undefined when
 * another call has the same intent, or took the claim over.
 */
async function attemptOrder(
  context: OrderContext,
  { intent, find }: TrackedIntent,
  call: OrderCall,
): Promise<OrderResult | undefined> {
  const { journal, ages } = context;
  const orders = await readOrdersBefore(context, call);
  if ((await find()).kind !== 'free') return undefined;
  const claim = await claimIntent(context, { intent, call, orders });
  const known =
    intent.referenceOrigin === 'key'
      ? orders?.find(order => order.reference === intent.reference)
      : undefined;
  let timeoutMs = 0;
  try {
    // Identity and limits once more, now against every earlier claim of every process; a claim that loses is void.
    if ((await find(claim)).kind !== 'free') {
      await journal.change(claim, { state: 'void' });
      return undefined;
    }
    await awaitRoom(context, claim, call);
    if (known) requireSameServers(known, intent);
    else timeoutMs = requireTime(context, call);
  } catch (error) {
    await journal.change(claim, { state: 'void' });
    throw error;
  }
  if (known) return await answerKnown(context, claim, call);

  const sending = await markSending(context, claim, Math.ceil(timeoutMs) + writePatienceMs);
  if (!sending) return undefined;
  // From here on its age counts, however long this process sleeps and whatever its clock is set to.
  ages.sinceChanged(sending);
  return await sendOrder(context, { intent, sending, timeoutMs, call });
}

async function claimIntent(
  { journal }: OrderContext,
  { intent, call, orders }: { intent: Intent; call: OrderCall; orders: readonly Order[] | undefined },
): Promise<JournalRecord> {
  return await journal.claim({
    patience_ms: claimPatienceMs,
    key: intent.key,
    intent_id: intent.id,
    request_digest: intent.digest,
    nameless_digest: intent.namelessDigest,
    reference: intent.reference,
    reference_origin: intent.referenceOrigin,
    credential: await journal.fingerprint(),
    items: toJournalItems(intent.request.items),
    baseline: toBaseline(orders, await journal.records()),
    confirmed_by: call.confirmedBy,
    ...(call.estimate && { estimate: toRecordedEstimate(call.estimate) }),
    traceparent: call.traceparent,
  });
}

/**
 * An earlier claim may still come to nothing, so where it makes the difference it is waited for: counted, the day's last
 * place, or the month's last money, could go to nobody; not counted, to two.
 * @throws VpsError `limit_exceeded`, or `timeout` when the call ends meanwhile.
 */
async function awaitRoom(context: OrderContext, claim: JournalRecord, call: OrderCall): Promise<void> {
  for (;;) {
    const { all, open } = await context.journal.records();
    // A claim whose owner is gone would count for a day.
    if (!(await voidAbandoned(context, open))) {
      if (requireRoom(context, all.slice(0, claim.number - 1), call.estimate).isCertain()) return;
    }
    requireTime(context, call);
    await delay(pollMs, undefined, { signal: call.signal }).catch(() => {});
  }
}

function requireSameServers(order: Order, intent: Intent): void {
  if (!contradictsNames(order, intent.names)) return;
  throw new VpsError(
    'idempotency_conflict',
    `This idempotency_key already made order ${order.id ?? ''} for other servers; nothing was sent. Use a new key for this request.`,
  );
}

/** How long the request may take. @throws VpsError `timeout` when the call was cancelled or is nearly over. */
function requireTime({ settings }: OrderContext, call: OrderCall): number {
  requireCall(call);
  const left = call.budget.remainingMs() - minLeftMs;
  if (left < minSendMs) throw new VpsError('timeout', 'Too little time was left to send the order.');
  return Math.min(sendTimeoutMs, settings.requestTimeoutMs, left);
}

function requireCall({ signal }: OrderCall): void {
  if (signal?.aborted) throw new VpsError('timeout', 'The call was cancelled before the order was sent.');
}

/** The provider already has an order with the reference that only this key makes: a state directory was lost. */
async function answerKnown(
  context: OrderContext,
  claim: JournalRecord,
  call: OrderCall,
): Promise<OrderResult> {
  try {
    return { ...(await reconcileRecord(context, claim, call)), replayed: true };
  } catch {
    // What is known about money goes out whatever else goes wrong.
    return toKnownResult(context, claim);
  }
}

/** Nothing is sent when it fails; the record may bear its name all the same, and then says that nothing was. */
async function markSending(
  { journal }: OrderContext,
  claim: JournalRecord,
  patience_ms: number,
): Promise<JournalRecord | undefined> {
  try {
    return await journal.change(claim, { state: 'sending', patience_ms });
  } catch (error) {
    const records = await journal.records().catch(() => undefined);
    const left = records?.at(claim.number);
    if (left?.state === 'sending')
      await journal.change(left, { state: 'not_ordered', error_code: 'state_unwritable' }).catch(() => {});
    throw error;
  }
}
