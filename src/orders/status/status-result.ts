import type { JournalRecord } from '../../journal/record.ts';
import { checkInvoice } from '../../money/invoice.ts';
import { latestEnd, type Order, readEndsAt } from '../../provider/order.ts';
import type { Payment } from '../../provider/payment.ts';
import type { JsonObject } from '../../provider/reply.ts';
import { toResultId } from '../../request/ids.ts';
import { toPaymentRequest } from '../order-result.ts';
import { hasEnded, hasFailed, type OrderReading } from './read-order.ts';

export interface StatusFacts {
  readonly orderId: string;
  readonly payment?: Payment;
  /** What was estimated when it was ordered, for an order of this journal. */
  readonly estimate?: JournalRecord['estimate'];
  /** Whether the journal knows the whole order as cancelled; the provider's answers do not say so. */
  readonly cancelled?: boolean;
  readonly waitedMs?: number;
  readonly changed?: boolean;
  readonly warnings?: readonly string[];
}

export type OrderStatusResult = ReturnType<typeof toStatusResult>;

/** What `order_status` answers. */
export function toStatusResult(look: OrderReading, facts: StatusFacts) {
  const { order, ready, found, serversFailure } = look;
  const { orderId, payment, cancelled, waitedMs = 0 } = facts;
  const servers = order.items.flatMap(({ id = '' }) => found.get(id) ?? []);
  const endsAt = readEndsAt(order) ?? latestEnd(servers);
  const { check, warnings: invoiceWarnings } = checkInvoice(facts.estimate, payment);
  const warnings = [
    ...(facts.warnings ?? []),
    ...invoiceWarnings,
    ...(serversFailure ? [`Whether the servers are ready could not be read: ${serversFailure.message}`] : []),
  ];
  return {
    outcome: payment ? 'payment_required' : 'ok',
    order: { ...toOrderView(orderId, order, payment), ...(cancelled && { state: 'cancelled' }) },
    ...(cancelled ? endsAt !== undefined && { ends_at: endsAt } : { ready }),
    ...(facts.changed && { changed: true }),
    ...(waitedMs >= 50 && { waited_seconds: Math.round(waitedMs / 100) / 10 }),
    ...(servers.length > 0 && { servers }),
    ...(payment && { payment: { kind: 'invoice', ...payment } }),
    ...(check && { invoice_check: check }),
    ...(warnings.length > 0 && { warnings }),
    next_step: cancelled ? describeCancelled(endsAt) : chooseNextStep(look, facts),
  };
}

/** What a cancelled order, or item, comes to. */
export function describeCancelled(endsAt: string | undefined): string {
  const end = endsAt === undefined ? 'to the end of the period that is paid' : `until ${endsAt}`;
  return `Cancelled: what is paid runs ${end} and is not renewed; nothing is left to do. server_list shows what still runs.`;
}

function chooseNextStep({ order, ready }: OrderReading, { orderId, payment }: StatusFacts): string {
  const again = `call order_status with order_id ${toResultId(orderId)} and wait_seconds`;
  if (payment) return `${toPaymentRequest(payment)}, then ${again}; never order again.`;
  if (ready)
    return 'The servers are ready, whatever state the order itself has: tell the person their addresses.';
  if (hasFailed(order))
    return 'Tell the person what failed; decide with the person before ordering anything else.';
  if (hasEnded(order)) return 'Nothing of this order is left to wait for: it was cancelled or has ended.';
  if (!order.items.some(item => item.id !== undefined))
    return 'The provider names no items of this order: look for its servers with server_list.';
  return `Not ready yet: ${again} to wait for the servers.`;
}

const documentedFields = ['order_id', 'status', 'message', 'reference'];

/** An order as `order_status` shows it: the provider's fields, with our `state` beside each `status`. */
function toOrderView(orderId: string, order: Order, payment: Payment | undefined): JsonObject {
  const { order_items: _, items: __, ...fields } = order.fields;
  // The answer that asks for payment stands whole under `payment.details`.
  const shown = Object.entries(fields).filter(([name]) => !payment || documentedFields.includes(name));
  return {
    order_id: toResultId(orderId),
    ...Object.fromEntries(shown),
    state: order.state,
    ...(order.items.length > 0 && {
      order_items: order.items.map(item => ({ ...item.fields, state: item.state })),
    }),
  };
}
