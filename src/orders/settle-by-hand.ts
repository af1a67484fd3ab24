import { VpsError } from '../errors/vps-error.ts';
import type { Change } from '../journal/journal.ts';
import { isInFlight, type JournalRecord, namesOf } from '../journal/record.ts';
import { readId } from '../request/ids.ts';
import type { OrderContext } from './context.ts';

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
  const apply = async () => {
    if (orderId !== undefined && !(await context.journal.hold(orderId, record)))
      throw new VpsError(
        'invalid_request',
        `Order ${orderId} already belongs to another request of this journal.`,
      );
    if (!(await context.journal.change(record, change)))
      throw new VpsError('in_progress', 'The order changed meanwhile; look again.');
  };
  return { record, apply };
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
