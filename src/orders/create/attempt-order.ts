import { setTimeout as delay } from 'node:timers/promises';
import { VpsError } from '../../errors/vps-error.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { toRecordedEstimate } from '../../money/estimate.ts';
import type { Order } from '../../provider/order.ts';
import type { OrderCall, OrderContext } from '../context.ts';
import type { TrackedIntent } from '../find-record.ts';
import { contradictsNames } from '../lookup/match-orders.ts';
import { readOrdersBefore, toBaseline } from './baseline.ts';
import { type Intent, toJournalItems } from './intent.ts';
import { requireRoom } from './limits.ts';
import { type Sent, sendOrder } from './send-order.ts';

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

/** `raced`: another call has the same intent, or took the claim over; the caller looks again. */
export type Attempt =
  | { kind: 'raced' }
  | { kind: 'known'; record: JournalRecord }
  | ({ kind: 'sent' } & Sent);

/**
 * Places the order: baseline, claim, decision among the racers, `sending`, one request, outcome; each synced before the next.
 * @throws VpsError `limit_exceeded`, `state_unwritable`, or `timeout` when the call was cancelled; then nothing was sent.
 */
export async function attemptOrder(
  context: OrderContext,
  wish: TrackedIntent,
  call: OrderCall,
): Promise<Attempt> {
  const { intent, find } = wish;
  const orders = await readOrdersBefore(context, call.budget);
  if ((await find()).kind !== 'free') return { kind: 'raced' };
  const claim = await claimIntent(context, { intent, call, orders });
  const known =
    intent.referenceOrigin === 'key'
      ? orders?.find(order => order.reference === intent.reference)
      : undefined;
  if (!(await isFirst(context, { find, claim, call }))) return { kind: 'raced' };
  if (known) return await takeKnown(context, { claim, known, intent });

  const timeoutMs = toSendTimeoutMs(context, call);
  const stop = toStop(call, timeoutMs);
  if (stop) {
    await context.journal.change(claim, { state: 'void' });
    throw stop;
  }
  const sending = await markSending(context, claim, Math.ceil(timeoutMs) + writePatienceMs);
  if (!sending) return { kind: 'raced' };
  // From here on its age counts, however long this process sleeps and whatever its clock is set to.
  context.ages.sinceChanged(sending);
  return { kind: 'sent', ...(await sendOrder(context, { intent, sending, timeoutMs })) };
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

/**
 * The provider already has an order with the reference that only this key makes: a state directory was lost.
 * @throws VpsError `idempotency_conflict` when that order is for other servers.
 */
async function takeKnown(
  context: OrderContext,
  { claim, known, intent }: { claim: JournalRecord; known: Order; intent: Intent },
): Promise<Attempt> {
  if (!contradictsNames(known, intent.names)) return { kind: 'known', record: claim };
  await context.journal.change(claim, { state: 'void' });
  throw new VpsError(
    'idempotency_conflict',
    `This idempotency_key already made order ${known.id ?? ''} for other servers; nothing was sent. Use a new key for this request.`,
  );
}

async function claimIntent(
  context: OrderContext,
  { intent, call, orders }: { intent: Intent; call: OrderCall; orders: readonly Order[] | undefined },
): Promise<JournalRecord> {
  return await context.journal.claim({
    patience_ms: claimPatienceMs,
    key: intent.key,
    intent_id: intent.id,
    request_digest: intent.digest,
    nameless_digest: intent.namelessDigest,
    reference: intent.reference,
    reference_origin: intent.referenceOrigin,
    credential: await context.journal.fingerprint(),
    items: toJournalItems(intent.request.items),
    baseline: toBaseline(orders, (await context.journal.records()).all),
    confirmed_by: call.confirmedBy,
    ...(call.estimate && { estimate: toRecordedEstimate(call.estimate) }),
    traceparent: call.traceparent,
  });
}

interface Claim {
  readonly find: TrackedIntent['find'];
  readonly claim: JournalRecord;
  readonly call: OrderCall;
}

/** Identity and limits once more, now against every earlier claim of every process; a claim that loses is void. */
async function isFirst(context: OrderContext, { find, claim, call }: Claim): Promise<boolean> {
  try {
    if ((await find(claim)).kind === 'free') {
      await awaitRoom(context, { claim, call });
      return true;
    }
  } catch (error) {
    await context.journal.change(claim, { state: 'void' });
    throw error;
  }
  await context.journal.change(claim, { state: 'void' });
  return false;
}

/**
 * An earlier claim may still come to nothing, so where it makes the difference it is waited for: counted, the day's last
 * place, or the month's last money, could go to nobody; not counted, to two.
 * @throws VpsError `limit_exceeded`, or `timeout` when the call ends meanwhile.
 */
async function awaitRoom(context: OrderContext, { claim, call }: Omit<Claim, 'find'>): Promise<void> {
  for (;;) {
    const earlier = (await voidAbandoned(context)).filter(({ number }) => number < claim.number);
    if (requireRoom(context, earlier, call.estimate).isCertain()) return;
    const stop = toStop(call, toSendTimeoutMs(context, call));
    if (stop) throw stop;
    await delay(pollMs, undefined, { signal: call.signal }).catch(() => {});
  }
}

/** A claim whose owner is gone would count against the limit for a day. */
async function voidAbandoned(context: OrderContext): Promise<readonly JournalRecord[]> {
  const { all, open } = await context.journal.records();
  const abandoned = open.filter(record => record.state === 'claimed' && context.ages.isAbandoned(record));
  for (const record of abandoned) await context.journal.change(record, { state: 'void' });
  return abandoned.length === 0 ? all : (await context.journal.records()).all;
}

function toSendTimeoutMs({ settings }: OrderContext, { budget }: OrderCall): number {
  return Math.min(sendTimeoutMs, settings.requestTimeoutMs, budget.remainingMs() - minLeftMs);
}

function toStop(call: OrderCall, timeoutMs: number): VpsError | undefined {
  if (call.signal?.aborted)
    return new VpsError('timeout', 'The call was cancelled before the order was sent.');
  if (timeoutMs < minSendMs) return new VpsError('timeout', 'Too little time was left to send the order.');
  return undefined;
}
