import { VpsError } from '../errors/vps-error.ts';
import type { JournalRecord } from '../journal/record.ts';
import { compareIds } from '../provider/read-id.ts';
import type { Verdict } from './classify-answer.ts';
import type { DeskContext } from './desk-context.ts';

/** An answer's verdict, and what a person should know of it. */
export interface CheckedVerdict {
  readonly verdict: Verdict;
  readonly warnings: string[];
}

/**
 * Takes an order id out of a verdict that can't be the one of the order just sent: it was there before, or another record
 * holds it. What is left is looked up like an answer that names no order. Never throws: the order was sent.
 */
export async function refuseForeignId(
  context: DeskContext,
  sending: JournalRecord,
  verdict: Verdict,
): Promise<CheckedVerdict> {
  if (verdict.kind === 'not_ordered' || verdict.orderId === undefined) return { verdict, warnings: [] };
  const reason = await findObjection(context, sending, verdict.orderId);
  if (reason === undefined) return { verdict, warnings: [] };
  const sentence = `The provider's answer names order ${verdict.orderId}, but ${reason}: it is not taken for this order.`;
  if (verdict.kind === 'payment_required')
    return { verdict: { ...verdict, orderId: undefined }, warnings: [sentence] };
  const provider = verdict.kind === 'ordered' ? verdict.body : verdict.error.provider;
  const error = new VpsError('bad_response', sentence, { provider });
  return { verdict: { kind: 'unknown', error }, warnings: [] };
}

async function findObjection(
  { journal }: DeskContext,
  sending: JournalRecord,
  orderId: string,
): Promise<string | undefined> {
  const { baseline, number } = sending;
  if (baseline !== undefined && compareIds(orderId, baseline) <= 0)
    return `order ids had reached ${baseline} before this one was sent`;
  try {
    const others = (await journal.records()).filter(other => other.number !== number);
    const isHeld = others.some(other => other.order_id === orderId && other.state !== 'not_ordered');
    return isHeld ? 'that one belongs to another request of the order journal' : undefined;
  } catch {
    return undefined;
  }
}
