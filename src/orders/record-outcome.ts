import { VpsError } from '../errors/vps-error.ts';
import type { Change } from '../journal/journal.ts';
import { isInFlight, type JournalRecord, namesOf } from '../journal/record.ts';
import { readId } from '../request/ids.ts';
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

/**
 * Prepares a person's word on an order that could not be settled otherwise; `apply` writes it.
 * @throws VpsError `invalid_request` when there is no such unresolved order, it may still be in flight, or the id is taken.
 */
export async function settleRecord(
  context: OrderContext,
  reference: string,
  verdict: { orderId: string } | 'not_ordered',
): Promise<{ record: JournalRecord; apply: () => Promise<void> }> {
  const record = await findUnresolved(context, reference);
  const orderId = verdict === 'not_ordered' ? undefined : readId(verdict.orderId);
  if (verdict !== 'not_ordered' && orderId === undefined)
    throw new VpsError('invalid_request', `--ordered takes an order id, and "${verdict.orderId}" is none.`);
  const change: Change =
    orderId === undefined
      ? { state: 'not_ordered', settled_by: 'person' }
      : { state: 'ordered', order_id: orderId, settled_by: 'person', unpaid: undefined };
  return { record, apply: () => applyWord(context, record, change) };
}

/** By its reference, or, since a caller may have given one twice, by its number, such as `#7`. */
async function findUnresolved(context: OrderContext, name: string): Promise<JournalRecord> {
  const { open } = await context.journal.records();
  const [record, ...others] = open.filter(
    ({ reference, number }) => reference === name || `#${number}` === name,
  );
  if (!record)
    throw new VpsError('invalid_request', `No unresolved order of this journal has the reference "${name}".`);
  if (others.length > 0) {
    const each = [record, ...others].map(other => `"#${other.number}" (${namesOf(other).join(', ')})`);
    throw new VpsError(
      'invalid_request',
      `Several unresolved orders have the reference "${name}": say --settle with ${each.join(' or ')} in its place.`,
    );
  }
  if (isInFlight(record) && !context.ages.isAbandoned(record)) {
    throw new VpsError('in_progress', `Order "${name}" is still in flight; try again in a minute.`);
  }
  return record;
}

async function applyWord(context: OrderContext, record: JournalRecord, change: Change): Promise<void> {
  const { order_id: orderId } = change;
  if (orderId !== undefined && !(await context.journal.hold(orderId, record))) {
    throw new VpsError(
      'invalid_request',
      `Order ${orderId} already belongs to another request of this journal.`,
    );
  }
  if (!(await context.journal.change(record, change))) {
    throw new VpsError('in_progress', 'The order changed meanwhile; look again.');
  }
}
