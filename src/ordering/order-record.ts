import type { JournalRecord } from '../journal/record.ts';
import type { DeskContext } from './desk-context.ts';

/** The record that an order belongs to; undefined for one of somebody else. @throws VpsError when the journal can't be read. */
export async function readOrderRecord(
  { journal }: DeskContext,
  orderId: string,
): Promise<JournalRecord | undefined> {
  return (await journal.records()).find(({ order_id }) => order_id === orderId);
}

/** As `readOrderRecord`; a journal that can't be read knows nothing. */
export async function findOrderRecord(
  context: DeskContext,
  orderId: string,
): Promise<JournalRecord | undefined> {
  return await readOrderRecord(context, orderId).catch(() => undefined);
}
