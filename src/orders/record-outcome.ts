import type { Change } from '../journal/journal.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { OrderContext } from './context.ts';

/** Said when an outcome is known and the journal can't take it. */
const unwrittenWarning =
  'The outcome could not be written to the order journal; until that is mended, look orders up with order_list before ordering again.';

export interface Recorded {
  readonly record: JournalRecord;
  readonly warnings: string[];
}

const contradictedWarning =
  'This order had been settled as not ordered meanwhile; the provider says that it exists, and that counts.';

/**
 * Writes what became of a record and never fails: a known outcome is answered whether or not the journal takes it.
 * When another process moved the record meanwhile, the outcome goes on top, unless that process settled it. An order that
 * the provider proves goes on top of "not ordered" too.
 */
export async function recordOutcome(
  context: OrderContext,
  record: JournalRecord,
  change: Change,
): Promise<Recorded> {
  const known = { ...record, ...change };
  try {
    let latest: JournalRecord | undefined = record;
    while (latest && !isSettled(latest, change)) {
      const changed = await context.journal.change(latest, change);
      const contradicted = latest.state === 'not_ordered' ? [contradictedWarning] : [];
      if (changed)
        return { record: changed, warnings: [...contradicted, ...(await holdOrder(context, changed))] };
      latest = (await context.journal.records()).at(record.number);
    }
    return { record: known, warnings: [] };
  } catch {
    return { record: known, warnings: [unwrittenWarning] };
  }
}

/** `payment_required` is settled only once the order goes on. */
function isSettled({ state }: JournalRecord, change: Change): boolean {
  const isProven = change.state === 'ordered' || change.state === 'payment_required';
  return state === 'ordered' || state === 'void' || (state === 'not_ordered' && !isProven);
}

async function holdOrder(context: OrderContext, record: JournalRecord): Promise<string[]> {
  if (record.order_id === undefined || record.state === 'unknown') return [];
  if (await context.journal.hold(record.order_id, record)) return [];
  return [
    `The journal already holds order ${record.order_id} for an earlier request; check it with order_status.`,
  ];
}
