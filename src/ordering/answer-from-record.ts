import { setTimeout as delay } from 'node:timers/promises';
import { VpsError } from '../errors/vps-error.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { DeskCall, DeskContext } from './desk-context.ts';
import type { Finding, Wish } from './find-record.ts';
import type { OrderResult } from './order-result.ts';
import {
  presentConflict,
  presentEssence,
  presentInProgress,
  presentPlaced,
  presentRefused,
  presentUnresolved,
} from './present-record.ts';
import { replayRecord, resolveRecord } from './resolve-record.ts';

/** The journal is looked at this often while another process has the order in flight. */
const pollMs = 100;

/** Kept for building and delivering the answer. */
const reserveMs = 1_000;

const lookAgain = Symbol('the journal has changed');

/**
 * The answer that the journal holds for an intent; undefined when nothing stands in the way of ordering.
 * Waits, within the call's budget, for an order in flight; looks up one whose answer was lost; never sends an order.
 * @throws VpsError `state_unwritable` when the journal can't be trusted.
 */
export async function answerFromRecord(
  context: DeskContext,
  wish: Wish,
  call: DeskCall,
): Promise<OrderResult | undefined> {
  for (;;) {
    const finding = await wish.find();
    if (finding.kind === 'free') return undefined;
    const answer = await answerFinding(context, { finding, wish, call }).catch(error => {
      if (error instanceof VpsError) throw error;
      // What is known about money goes out whatever else goes wrong.
      return presentEssence(finding.record);
    });
    if (answer !== lookAgain) return answer;
    if (call.budget.remainingMs() <= reserveMs || call.signal?.aborted)
      return presentInProgress(finding.record);
  }
}

interface Question {
  readonly finding: Exclude<Finding, { kind: 'free' }>;
  readonly wish: Wish;
  readonly call: DeskCall;
}

async function answerFinding(
  context: DeskContext,
  question: Question,
): Promise<OrderResult | typeof lookAgain> {
  const { finding } = question;
  const { record } = finding;
  if (finding.kind === 'conflict') return presentConflict(record, finding.about);
  if (finding.kind === 'refused') return presentRefused(record);
  if (record.state === 'claimed' && context.patience.isOver(record)) {
    // Exclusive: its owner, should it still live, then finds its claim void and does not send.
    await context.journal.change(record, { state: 'void' });
    return lookAgain;
  }
  if (finding.kind === 'unresolved') return presentUnresolved(record);
  return answerRepeat(context, record, question);
}

async function answerRepeat(
  context: DeskContext,
  record: JournalRecord,
  { wish, call }: Question,
): Promise<OrderResult | typeof lookAgain> {
  if (isInFlight(record) && !context.patience.isOver(record)) {
    await delay(Math.min(pollMs, call.budget.remainingMs()), undefined, { signal: call.signal }).catch(
      () => {},
    );
    return lookAgain;
  }
  const isPlaced = record.state === 'ordered' || record.state === 'payment_required';
  if (!isPlaced || (record.order_id === undefined && record.state === 'payment_required')) {
    return resolveRecord(context, record, call);
  }
  const { order_id } = record;
  if (order_id === undefined) return presentPlaced(context, record, { replayed: true });
  const replayed = await replayRecord(context, { ...record, order_id }, call);
  // An order that has failed meanwhile frees a request without a key; its key, and the yes to it, keep answering it.
  const isNamed = wish.intent.key !== undefined || record.intent_id === wish.intent.id;
  return replayed.record.ended && !isNamed ? lookAgain : replayed.result;
}

function isInFlight({ state }: JournalRecord): boolean {
  return state === 'claimed' || state === 'sending';
}
