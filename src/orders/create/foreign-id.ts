import { VpsError } from '../../errors/vps-error.ts';
import { type JournalRecord, placedOrderIds } from '../../journal/record.ts';
import { compareIds } from '../../provider/ids.ts';
import type { OrderContext } from '../context.ts';
import type { Verdict } from './classify-answer.ts';

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
  context: OrderContext,
  sending: JournalRecord,
  verdict: Verdict,
): Promise<CheckedVerdict> {
  if (verdict.kind === 'not_ordered' || verdict.orderId === undefined) return { verdict, warnings: [] };
  const { orderId } = verdict;
  const reason =
    (isOld(sending, verdict) && wasThereBefore(sending)) || (await findHolder(context, sending, orderId));
  if (!reason) return { verdict, warnings: [] };
  const sentence = `The provider's answer names order ${verdict.orderId}, but ${reason}: it is not taken for this order.`;
  if (verdict.kind === 'payment_required')
    return { verdict: { ...verdict, orderId: undefined }, warnings: [sentence] };
  const provider = verdict.kind === 'ordered' ? verdict.body : verdict.error.provider;
  const error = new VpsError('bad_response', sentence, { provider });
  return { verdict: { kind: 'unknown', error }, warnings: [] };
}

/** An answer that says that it made the order is believed: a provider's ids need not rise. */
function isOld({ baseline }: JournalRecord, verdict: Verdict & { orderId?: string }): boolean {
  const { orderId } = verdict;
  if (verdict.kind === 'ordered' || orderId === undefined || baseline === undefined) return false;
  return compareIds(orderId, baseline) <= 0;
}

function wasThereBefore({ baseline }: JournalRecord): string {
  return `order ids had reached ${baseline} before this one was sent`;
}

async function findHolder(
  { journal }: OrderContext,
  sending: JournalRecord,
  orderId: string,
): Promise<string | undefined> {
  try {
    const others = (await journal.records()).filter(({ number }) => number !== sending.number);
    return placedOrderIds(others).includes(orderId)
      ? 'that one belongs to another request of the order journal'
      : undefined;
  } catch {
    return undefined;
  }
}
