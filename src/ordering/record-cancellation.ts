import type { DeskContext } from './desk-context.ts';
import { findOrderRecord, readOrderRecord } from './order-record.ts';

/** Ids as digits. */
export interface CancelTarget {
  readonly order_id: string;
  readonly order_item_id?: string;
}

/** Whether this journal knows the order, or the item, as cancelled; a journal that can't be read knows nothing. */
export async function wasCancelled(context: DeskContext, target: CancelTarget): Promise<boolean> {
  const record = await findOrderRecord(context, target.order_id);
  if (record?.ended === 'cancelled') return true;
  return target.order_item_id !== undefined && (record?.cancelled_items ?? []).includes(target.order_item_id);
}

/** Notes a cancellation, so that an identical order is a new one; the warnings say when that was not possible. */
export async function recordCancellation(context: DeskContext, target: CancelTarget): Promise<string[]> {
  try {
    for (;;) {
      const record = await readOrderRecord(context, target.order_id);
      if (!record) return [];
      const { order_item_id: item } = target;
      const cancelled = [
        ...new Set([...(record.cancelled_items ?? []), ...(item === undefined ? [] : [item])]),
      ];
      const isWhole = item === undefined || cancelled.length >= record.items.length;
      const change = {
        state: record.state,
        cancelled_items: cancelled,
        ...(isWhole && { ended: 'cancelled' as const }),
      };
      if (await context.journal.change(record, change)) return [];
    }
  } catch {
    return ['The cancellation could not be written to the order journal.'];
  }
}
