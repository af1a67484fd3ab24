import { isInFlight, isUnpaid, type JournalRecord, namesOf } from '../journal/record.ts';
import { toResultId } from '../request/ids.ts';
import type { OrderContext } from './context.ts';

/** An order that is not settled, as results show it. */
export type OpenOrder = ReturnType<typeof toOpenOrder>;

export function toOpenOrder(record: JournalRecord) {
  return {
    reference: record.reference,
    ...(record.key !== undefined && { idempotency_key: record.key }),
    time: record.created_at,
    items: namesOf(record),
    state: isUnpaid(record) ? 'payment_required' : record.state,
    ...(record.order_id !== undefined && { order_id: toResultId(record.order_id) }),
  };
}

/** What a person has to know of an open order to decide whether another one may be sent. */
export function describeOpenOrder(record: JournalRecord): string {
  const names = namesOf(record)
    .map(name => JSON.stringify(name))
    .join(', ');
  const time = `${record.created_at.slice(0, 16).replace('T', ' ')} UTC`;
  return `${names}, ordered ${time}, reference ${JSON.stringify(record.reference)}: ${describeState(record)}`;
}

/** Of an open order of the same servers under other names: it stands in nobody's way, but may be the one that is meant. */
export function warnOfAlike(record: JournalRecord): string {
  return `An order of the same servers under other names is not settled: ${describeOpenOrder(record)}.`;
}

function describeState(record: JournalRecord): string {
  const order = record.order_id === undefined ? 'it' : `order ${record.order_id}`;
  if (isUnpaid(record)) return `${order} exists and waits for a payment${describeAmount(record)}`;
  if (isInFlight(record)) return 'it is being sent, or was left behind; it may exist and be paid for';
  return `no answer came; ${order} may exist and be paid for`;
}

function describeAmount({ payment }: JournalRecord): string {
  const parts = [payment?.amount, payment?.currency].filter(part => part !== undefined);
  return parts.length === 0 ? '' : ` of ${parts.join(' ')}`;
}

/** How an open order is settled, so that it no longer stands in the way of another. */
export function renderWayOut({ typeCommand }: OrderContext, records: readonly JournalRecord[]): string {
  const lost = records.filter(record => !isUnpaid(record));
  const steps = [
    ...(lost.length < records.length ? ['Pay or cancel the unpaid order.'] : []),
    ...lost.map(
      ({ reference }) =>
        `A person who has looked at the provider settles it with: ${typeCommand('journal', `--settle=${reference}`, '--ordered', 'ORDER_ID')} (or --not-ordered in the place of --ordered ORDER_ID).`,
    ),
  ];
  return steps.join(' ');
}
