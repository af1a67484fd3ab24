import type { JournalRecord } from '../../journal/record.ts';
import type { Owed } from '../../money/invoice.ts';
import type { Order, State } from '../../provider/order.ts';
import type { Payment } from '../../provider/payment.ts';
import type { JsonObject } from '../../provider/reply.ts';
import type { OrderCall, OrderContext } from '../context.ts';
import { toOpenOrder } from '../open-orders.ts';
import { type Page, toPage, warnOfEmptyAnswer } from './list-page.ts';
import { remindOfOld } from './reminders.ts';
import { readUnpaid } from './unpaid.ts';

export interface ListCall extends Pick<OrderCall, 'budget' | 'signal'> {
  /** False for who does not need the payments that only the provider knows. */
  readonly readsPayments?: boolean;
}

export interface OrderListArguments {
  readonly state?: ListedState | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** An order's state in the list: the provider's answers do not say that one was cancelled here. */
type ListedState = State | 'cancelled';

/** Of the newest; five long names in each leave room for a page of orders. */
const maxUnresolved = 20;

/** Orders, newest first, and what is owed for them. @throws VpsError when they can't be read. */
export async function listOrders(
  context: OrderContext,
  { state, offset, limit }: OrderListArguments,
  call: ListCall,
) {
  const options = { timeoutMs: call.budget.remainingMs(), signal: call.signal };
  const orders = await context.provider.listOrders(options);
  const { recordOf, unresolved, ...journal } = await readJournal(context);
  const sorted = orders ?? [];
  // Of 100,000 orders the journal is asked for those alone of which it may say something else.
  const inState = (wanted: ListedState) =>
    sorted.filter(
      order =>
        (wanted === order.state || wanted === 'cancelled') &&
        toListedState(order, recordOf(order)) === wanted,
    );
  const listed = state === undefined ? sorted : inState(state);
  // What is shown is read first.
  const shown = new Set(listed.slice(offset, offset + limit));
  const unpaid = inState('payment_required').sort((a, b) => Number(shown.has(b)) - Number(shown.has(a)));
  const { owed, payments } = await readUnpaid(context, { orders: unpaid, recordOf }, call);
  const toShownRow = (order: Order) =>
    toRow(order, { payment: payments.get(order.id ?? ''), record: recordOf(order) });
  const { rows, ...page } = toPage(listed, { offset, limit, toRow: toShownRow });
  const warnings = [...(orders ? [] : [warnOfEmptyAnswer('orders')]), ...journal.warnings];
  return {
    outcome: 'ok' as const,
    orders: rows,
    ...page,
    ...(owed.count > 0 && { unpaid: owed }),
    ...(unresolved.length > 0 && { unresolved }),
    ...(warnings.length > 0 && { warnings }),
    next_step: chooseNextStep({ rows, ...page }, { owed, unresolved: unresolved.length, state }),
  };
}

/** What the journal knows of the orders; one that can't be read knows nothing, and that is said. */
async function readJournal(context: OrderContext) {
  const records = await context.journal.records().catch(() => undefined);
  const recordOf = ({ id = '' }: Order) => records?.having('placed_order_id', id)[0];
  const open = records?.open.toReversed() ?? [];
  const hidden = open.length - maxUnresolved;
  const more = `${hidden} more orders are not settled; ${context.typeCommand('journal')} shows them all to a person.`;
  const unread = 'The order journal cannot be read, so orders that are not settled are not shown.';
  const warnings = [
    ...(records ? [] : [unread]),
    ...(hidden > 0 ? [more] : []),
    ...remindOfOld(context, records),
  ];
  return { recordOf, unresolved: open.slice(0, maxUnresolved).map(toOpenOrder), warnings };
}

function toListedState({ state }: Order, record: JournalRecord | undefined): ListedState {
  return record?.ended === 'cancelled' ? 'cancelled' : state;
}

/** What an item says as its order does stands in the order's row alone, and so does what its payment says. */
function toRow(
  order: Order,
  { payment, record }: { payment: Payment | undefined; record: JournalRecord | undefined },
): JsonObject {
  const { details: _, message: __, ...shown } = payment ?? {};
  const { items: ___, ...fields } = order.fields;
  return {
    ...omitSame(order.items.length > 0 ? fields : order.fields, shown),
    state: toListedState(order, record),
    ...(payment && { payment: { kind: 'invoice', ...shown } }),
    ...(order.items.length > 0 && { order_items: toItemRows(order, record) }),
  };
}

function toItemRows({ items, fields: { status, message } }: Order, record: JournalRecord | undefined) {
  const cancelled = record?.cancelled_items ?? [];
  return items.map(({ id = '', fields, state }) => ({
    ...omitSame(fields, { status, message }),
    state: cancelled.includes(id) ? 'cancelled' : state,
  }));
}

/** The fields without those that say the same elsewhere. */
function omitSame(fields: JsonObject, elsewhere: object): JsonObject {
  const said = new Map<string, unknown>(Object.entries(elsewhere));
  return Object.fromEntries(Object.entries(fields).filter(([key, value]) => said.get(key) !== value));
}

function chooseNextStep(
  { rows, total, next_offset }: Page,
  { owed, unresolved, state }: { owed: Owed; unresolved: number; state: ListedState | undefined },
): string {
  const steps = [
    ...(unresolved > 0 ? ['Settle what stands under unresolved before ordering the same again.'] : []),
    ...(owed.count > 0 ? [renderOwed(owed, state)] : []),
    ...(next_offset === undefined ? [] : [`Call order_list with offset ${next_offset} for older orders.`]),
    ...(rows.some(row => row.order_items === undefined)
      ? ['Call order_status for the items of an order that is shown without order_items.']
      : []),
  ];
  if (total === 0) steps.push(state === undefined ? 'There are no orders.' : `No order is ${state}.`);
  return steps.join(' ') || 'These are all of them.';
}

function renderOwed({ count, amounts, not_known }: Owed, state: ListedState | undefined): string {
  const sums = amounts.map(({ amount, currency }) => `${amount} ${currency}`).join(' and ');
  const rest = not_known === 0 ? '' : `, without ${not_known} whose amount is not known`;
  const what = `${count} unpaid ${count === 1 ? 'order' : 'orders'}${sums && `: ${sums}`}${rest}.`;
  const where = state === 'payment_required' ? '' : '; state payment_required lists them';
  return `${what} Ask the person to pay at the url under payment${where}.`;
}
