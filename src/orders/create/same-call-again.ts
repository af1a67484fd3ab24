import { setTimeout as delay } from 'node:timers/promises';
import { VpsError } from '../../errors/vps-error.ts';
import { isInFlight, type JournalRecord } from '../../journal/record.ts';
import type { OrderCall, OrderContext } from '../context.ts';
import type { Finding, TrackedIntent } from '../find-record.ts';
import { reconcileRecord, replayRecord } from '../lookup/reconcile.ts';
import type { OrderResult } from '../order-result.ts';
import {
  toConflictResult,
  toInProgressResult,
  toKnownResult,
  toPlacedResult,
  toRefusedResult,
} from '../record-result.ts';

/** The journal is looked at this often while another call has the order in flight. */
const pollMs = 100;

/** Kept for building and delivering the answer. */
const reserveMs = 1_000;

/** What the journal says of an intent once nothing that could still settle by itself stands in its way. */
export type Known =
  | { kind: 'answer'; result: OrderResult }
  /** Nothing was ordered yet; `alike` are open orders of the same servers under other names. */
  | { kind: 'free'; alike: readonly JournalRecord[] }
  /** Open orders that this one resembles: only a person who saw them can let it be sent. */
  | { kind: 'unresolved'; records: readonly JournalRecord[] };

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
  for (;;) {
    const known = await answerFinding(context, await wish.find(), { wish, call });
    if (known) return known;
  }
}

interface Question {
  readonly wish: TrackedIntent;
  readonly call: OrderCall;
}

/** Undefined when the journal has to be looked at again. */
async function answerFinding(
  context: OrderContext,
  finding: Finding,
  { wish, call }: Question,
): Promise<Known | undefined> {
  if (finding.kind === 'free') return finding;
  if (finding.kind === 'refused') return { kind: 'answer', result: toRefusedResult(finding.record) };
  if (finding.kind === 'conflict')
    return { kind: 'answer', result: toConflictResult(finding.record, finding.about) };
  const isLate = call.budget.remainingMs() <= reserveMs || call.signal?.aborted === true;
  const records = finding.kind === 'unresolved' ? finding.records : [finding.record];
  if (!isLate && (await hasWaited(context, records, call))) return undefined;
  if (finding.kind === 'unresolved') return finding;
  const { record } = finding;
  if (isLate && isWorkedOn(context, record)) return { kind: 'answer', result: toInProgressResult(record) };
  const result = await answerRepeat(context, record, { wish, call });
  return result && { kind: 'answer', result };
}

/** Waits a moment for what is in flight, and voids a claim that was left behind; both are reasons to look again. */
async function hasWaited(
  context: OrderContext,
  records: readonly JournalRecord[],
  call: OrderCall,
): Promise<boolean> {
  const left = records.filter(record => record.state === 'claimed' && context.ages.isAbandoned(record));
  // Exclusive: its owner, should it still live, then finds its claim void and does not send.
  for (const record of left) await context.journal.change(record, { state: 'void' });
  if (left.length > 0) return true;
  if (!records.some(record => isWorkedOn(context, record))) return false;
  const ms = Math.min(pollMs, call.budget.remainingMs());
  await delay(ms, undefined, { signal: call.signal }).catch(() => {});
  return true;
}

function isWorkedOn({ ages }: OrderContext, record: JournalRecord): boolean {
  return isInFlight(record) && !ages.isAbandoned(record);
}

/** The answer of one record; undefined when it freed its request. */
async function answerRepeat(
  context: OrderContext,
  record: JournalRecord,
  { wish, call }: Question,
): Promise<OrderResult | undefined> {
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
