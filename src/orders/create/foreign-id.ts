import { VpsError } from '../../errors/vps-error.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { compareIds } from '../../provider/json.ts';
import type { OrderContext } from '../context.ts';
import type { Verdict } from './classify-answer.ts';

/**
 * Takes an order id out of a verdict that can't be the one of the order just sent: it was there before, or another record
 * holds it. What is left is looked up like an answer that names no order. Never throws: the order was sent.
 */
export async function refuseForeignId(
  context: OrderContext,
  sending: JournalRecord,
  verdict: Verdict,
): Promise<{ verdict: Verdict; warnings: string[] }> {
  if (verdict.kind === 'not_ordered' || verdict.orderId === undefined) return { verdict, warnings: [] };
  const { orderId } = verdict;
  const reason = await findReason(context, sending, { ...verdict, orderId });
  if (!reason) return { verdict, warnings: [] };
  const sentence = `The provider's answer names order ${orderId}, but ${reason}: it is not taken for this order.`;
  if (verdict.kind === 'payment_required')
    return { verdict: { ...verdict, orderId: undefined }, warnings: [sentence] };
  const provider = verdict.kind === 'ordered' ? verdict.body : verdict.error.provider;
  const error = new VpsError('bad_response', sentence, { provider });
  return { verdict: { kind: 'unknown', error }, warnings: [] };
}

async function findReason(
  { journal }: OrderContext,
  sending: JournalRecord,
  { kind, orderId }: { kind: Verdict['kind']; orderId: string },
): Promise<string | undefined> {
  const { baseline, number } = sending;
  // An answer that says that it made the order is believed: a provider's ids need not rise.
  if (kind !== 'ordered' && baseline !== undefined && compareIds(orderId, baseline) <= 0)
    return `order ids had reached ${baseline} before this one was sent`;
  const records = await journal.records().catch(() => undefined);
  const holders = records?.having('placed_order_id', orderId) ?? [];
  const isHeld = holders.some(other => other.number !== number);
  return isHeld ? 'that one belongs to another request of the order journal' : undefined;
}
