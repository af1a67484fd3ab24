import type { Budget } from '../../budget.ts';
import type { JsonObject } from '../../provider/json.ts';
import type { Order } from '../../provider/order.ts';
import type { OrderContext } from '../context.ts';
import { isUnresolved } from '../find-record.ts';
import { toOpenOrder } from '../open-orders.ts';
import { type Page, toPage, warnOfEmptyAnswer } from './list-page.ts';

/** What `order_list` answers. */
export interface OrderListResult {
  outcome: 'ok';
  orders: JsonObject[];
  total: number;
  next_offset?: number;
  /** Orders of this journal that are not settled, so that an agent that starts afresh sees them. */
  unresolved?: object[];
  warnings?: string[];
  next_step: string;
}

export interface ListCall {
  readonly budget: Budget;
  readonly signal?: AbortSignal;
}

/** Of the newest; five long names in each leave room for a page of orders. */
const maxUnresolved = 20;

/** Every order, newest first. @throws VpsError when they can't be read. */
export async function listOrders(
  context: OrderContext,
  paging: { limit: number; offset: number },
  call: ListCall,
): Promise<OrderListResult> {
  const options = { timeoutMs: call.budget.remainingMs(), signal: call.signal };
  const orders = await context.provider.listOrders(options);
  const page = toPage(orders ?? [], { ...paging, toRow });
  const { unresolved, warnings: journalWarnings } = await readUnresolved(context);
  const warnings = [...(orders ? [] : [warnOfEmptyAnswer('orders')]), ...journalWarnings];
  return {
    outcome: 'ok',
    orders: page.rows,
    total: page.total,
    ...(page.next_offset !== undefined && { next_offset: page.next_offset }),
    ...(unresolved.length > 0 && { unresolved }),
    ...(warnings.length > 0 && { warnings }),
    next_step: chooseNextStep(page, unresolved.length),
  };
}

function toRow(order: Order): JsonObject {
  if (order.items.length === 0) return { ...order.fields, state: order.state };
  const { order_items: _, items: __, ...fields } = order.fields;
  const order_items = order.items.map(item => ({ ...item.fields, state: item.state }));
  return { ...fields, state: order.state, order_items };
}

async function readUnresolved(context: OrderContext): Promise<{ unresolved: object[]; warnings: string[] }> {
  try {
    const records = (await context.journal.records()).filter(isUnresolved).reverse();
    const unresolved = records.slice(0, maxUnresolved).map(toOpenOrder);
    const hidden = records.length - unresolved.length;
    const warnings =
      hidden > 0
        ? [
            `${hidden} more orders are not settled; ${context.typeCommand('journal')} shows them all to a person.`,
          ]
        : [];
    return { unresolved, warnings };
  } catch {
    return {
      unresolved: [],
      warnings: ['The order journal cannot be read, so orders that are not settled are not shown.'],
    };
  }
}

function chooseNextStep({ rows, total, next_offset }: Page, unresolved: number): string {
  const steps = [
    ...(unresolved > 0 ? ['Settle what stands under unresolved before ordering the same again.'] : []),
    ...(next_offset === undefined ? [] : [`Call order_list with offset ${next_offset} for older orders.`]),
    ...(rows.some(row => row.order_items === undefined)
      ? ['Call order_status with an order_id for its items.']
      : []),
  ];
  if (total === 0) steps.push('There are no orders.');
  return steps.join(' ') || 'These are all of them.';
}
