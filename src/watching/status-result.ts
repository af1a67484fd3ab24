import { toPaymentRequest } from '../ordering/payment-step.ts';
import type { JsonObject } from '../provider/json.ts';
import { toResultId } from '../provider/read-id.ts';
import type { Payment } from '../provider/read-payment.ts';
import type { Look } from './look.ts';
import { hasEnded, hasFailed, toOrderView } from './order-view.ts';

/** What `order_status` answers. */
export interface OrderStatusResult {
  outcome: 'ok' | 'payment_required';
  order: JsonObject;
  ready?: boolean;
  changed?: boolean;
  waited_seconds?: number;
  servers?: readonly JsonObject[];
  payment?: Payment;
  warnings?: string[];
  next_step: string;
}

export interface StatusFacts {
  readonly orderId: string;
  readonly payment?: Payment;
  /** Whether the journal knows the whole order as cancelled; the provider's answers do not say so. */
  readonly cancelled?: boolean;
  /** Absent when no waiting was asked for. */
  readonly waiting?: { readonly waitedMs: number; readonly changed: boolean };
  readonly warnings?: readonly string[];
}

export function toStatusResult(look: Look, facts: StatusFacts): OrderStatusResult {
  const { order, readiness } = look;
  const { orderId, payment, waiting } = facts;
  const servers = order.items.flatMap(({ id }) => readiness.found.get(id ?? '') ?? []);
  const warnings = [
    ...(facts.warnings ?? []),
    ...(readiness.failure ? [toServerWarning(readiness.failure)] : []),
  ];
  return {
    outcome: payment ? 'payment_required' : 'ok',
    order: toOrderView(orderId, order),
    ready: readiness.ready,
    ...(waiting && {
      changed: waiting.changed,
      waited_seconds: Math.round(waiting.waitedMs / 100) / 10,
    }),
    ...(servers.length > 0 && { servers }),
    ...(payment && { payment }),
    ...(warnings.length > 0 && { warnings }),
    next_step: chooseNextStep(look, facts),
  };
}

function toServerWarning({ message }: Error): string {
  return `Whether the servers are ready could not be read: ${message}`;
}

function chooseNextStep({ order, readiness }: Look, { orderId, payment, cancelled }: StatusFacts): string {
  if (cancelled)
    return 'This order was cancelled: its servers run to the end of the period that is paid, and are not renewed.';
  const again = `call order_status with order_id ${toResultId(orderId)} and wait_seconds`;
  if (payment) return `${toPaymentRequest(payment)}, then ${again}; never order again.`;
  if (readiness.ready) return 'The servers are ready: tell the person their addresses.';
  if (hasFailed(order))
    return 'Tell the person what failed; decide with the person before ordering anything else.';
  if (hasEnded(order)) return 'Nothing of this order is left to wait for: it was cancelled or has ended.';
  if (!order.items.some(item => item.id !== undefined))
    return 'The provider names no items of this order: look for its servers with server_list.';
  return `Not ready yet: ${again} to wait for the servers.`;
}
