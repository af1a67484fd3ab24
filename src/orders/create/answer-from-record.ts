import { setTimeout as delay } from 'node:timers/promises';
import { VpsError } from '../../errors/vps-error.ts';
import { isInFlight, type JournalRecord } from '../../journal/record.ts';
import type { OrderCall, OrderContext } from '../context.ts';
import type { TrackedIntent, Unplaced } from '../find-duplicate.ts';
import { reconcileRecord, replayRecord } from '../lookup/reconcile.ts';
import {
  type OrderResult,
  toConflictResult,
  toInProgressResult,
  toKnownResult,
  toPlacedResult,
  toRefusedResult,
} from '../order-result.ts';

/** The journal is looked at this often while another call has the order in flight. */
const pollMs = 100;

/** Kept for building and delivering the answer. */
const reserveMs = 1_000;

/** What the journal says of an intent once nothing that could still settle by itself stands in its way. */
export type Known = Unplaced | { kind: 'answer'; result: OrderResult };

/**
 * The answer that the journal holds for an intent, or what stands in the way of ordering.
 * Waits, within the call's budget, for an order in flight; looks up one whose answer was lost; never sends an order.
 * @throws VpsError `state_unwritable` when the journal can't be trusted.
 */
export async function answerFromRecord(
  context: OrderContext,
  wish: TrackedIntent,
  call: OrderCall,
): Promise<Known> {
  const answer = (result: OrderResult): Known => ({ kind: 'answer', result });
  for (;;) {
    const finding = await wish.find();
    if (finding.kind === 'free') return finding;
    if (finding.kind === 'refused') return answer(toRefusedResult(finding.record));
    if (finding.kind === 'conflict') return answer(toConflictResult(finding.record, finding.about));
    const records = finding.kind === 'unresolved' ? finding.open : [finding.record];
    if (await hasWaited(context, records, call)) continue;
    if (finding.kind === 'unresolved') return finding;
    const result = await answerRepeat(context, finding.record, { wish, call });
    if (result) return answer(result);
  }
}

/** Whether there is reason to look again: while the call has time, what is in flight was waited for, or a claim left behind voided. */
async function hasWaited(
  context: OrderContext,
  records: readonly JournalRecord[],
  call: OrderCall,
): Promise<boolean> {
  const leftMs = call.budget.remainingMs();
  if (leftMs <= reserveMs || call.signal?.aborted) return false;
  if (await voidAbandoned(context, records)) return true;
  if (!records.some(record => isWorkedOn(context, record))) return false;
  await delay(pollMs, undefined, { signal: call.signal }).catch(() => {});
  return true;
}

/** Frees what a claim whose owner is gone would hold; false when there is none. */
export async function voidAbandoned(
  { journal, ages }: OrderContext,
  records: readonly JournalRecord[],
): Promise<boolean> {
  const abandoned = records.filter(record => record.state === 'claimed' && ages.isAbandoned(record));
  // Exclusive: its owner, should it still live, then finds its claim void and does not send.
  for (const record of abandoned) await journal.change(record, { state: 'void' });
  return abandoned.length > 0;
}

function isWorkedOn({ ages }: OrderContext, record: JournalRecord): boolean {
  return isInFlight(record) && !ages.isAbandoned(record);
}

/** The answer of one record; undefined when it freed its request. */
async function answerRepeat(
  context: OrderContext,
  record: JournalRecord,
  { wish, call }: { wish: TrackedIntent; call: OrderCall },
): Promise<OrderResult | undefined> {
  if (isWorkedOn(context, record)) return toInProgressResult(record);
  try {
    const { state, order_id } = record;
    const isPlaced = state === 'ordered' || (state === 'payment_required' && order_id !== undefined);
    if (!isPlaced) return await reconcileRecord(context, record, call);
    if (order_id === undefined) return toPlacedResult(context, record, { replayed: true });
    const replayed = await replayRecord(context, { ...record, order_id }, call);
    // An order that has failed meanwhile frees a request without a key; its key, and the yes to it, keep answering it.
    const isNamed = wish.intent.key !== undefined || record.intent_id === wish.intent.id;
    return replayed.record.ended && !isNamed ? undefined : replayed.result;
  } catch (error) {
    if (error instanceof VpsError) throw error;
    // What is known about money goes out whatever else goes wrong.
    return toKnownResult(context, record);
  }
}
