import { VpsError } from '../../errors/vps-error.ts';
import type { Json } from '../../provider/json.ts';
import { type Order, readOrder } from '../../provider/order.ts';
import { asksForPayment } from '../../provider/order-answer.ts';
import type { ProviderClient } from '../../provider/provider-client.ts';
import { type CallOptions, type Reply, readBody, toNotice, toStatusError } from '../../provider/reply.ts';
import { type FoundServers, type Readiness, readReadiness } from './readiness.ts';
import type { Clock } from './watch.ts';

/** What one look at an order shows. */
export interface OrderReading {
  readonly order: Order;
  /** The answer that asks for payment; absent when none is asked for. */
  readonly paymentNotice?: Json;
  readonly readiness: Readiness;
}

export interface ReadingOptions {
  readonly clock: Clock;
  /** For everything that the look reads, in milliseconds from now. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Servers that an earlier look of the same call found. */
  readonly known?: FoundServers;
}

/** Reads an order and the servers of its items. @throws VpsError when the order can't be read. */
export async function readOrderAndServers(
  provider: ProviderClient,
  orderId: string,
  { clock, timeoutMs, signal, known = new Map() }: ReadingOptions,
): Promise<OrderReading> {
  const endsAt = clock.now() + timeoutMs;
  const { order, paymentNotice } = await readOrderAnswer(provider, orderId, { timeoutMs, signal });
  const remainingMs = () => Math.max(0, endsAt - clock.now());
  const readiness = await readReadiness(provider, order, { known, remainingMs, signal });
  return { order, ...(paymentNotice !== undefined && { paymentNotice }), readiness };
}

/** Reads an order alone. @throws VpsError when it can't be read. */
export async function readOrderAnswer(
  provider: ProviderClient,
  orderId: string,
  options: CallOptions,
): Promise<Omit<OrderReading, 'readiness'>> {
  const reply = await provider.read('order_status', { order_id: orderId }, options);
  if (reply.kind === 'answered' && reply.httpStatus === 402) return readPaymentAnswer(reply, orderId);
  const body = readBody(reply);
  const order = readOrder(body);
  if (!order) throw new VpsError('bad_response', "The provider's answer holds no order.", { provider: body });
  assertIsOrder(order, { orderId, body });
  return asksForPayment(reply) ? { order, paymentNotice: toPaymentNotice(reply) } : { order };
}

/** HTTP 402 is about this order, however little of it the answer holds. */
function readPaymentAnswer(
  reply: Reply & { kind: 'answered' },
  orderId: string,
): Omit<OrderReading, 'readiness'> {
  const order = readOrder(reply.body) ?? { items: [], fields: {} };
  assertIsOrder({ ...order, state: 'payment_required' }, { orderId, body: reply.body });
  return {
    order: { ...order, state: 'payment_required' },
    paymentNotice: toPaymentNotice(reply),
  };
}

function toPaymentNotice(reply: Reply): Json {
  return (reply.kind === 'answered' ? toNotice(reply) : undefined) ?? {};
}

function assertIsOrder(order: Order, { orderId, body }: { orderId: string; body: Json | undefined }): void {
  if (order.state === 'not_found') throw toStatusError(404, body);
  // A failing status beside no order is the failure of this read, not the order's.
  const isNamed = order.id !== undefined || order.items.length > 0;
  if (order.state === 'failed' && !isNamed && order.status !== undefined)
    throw toStatusError(order.status, body);
  if ((order.id ?? orderId) !== orderId)
    throw new VpsError('bad_response', 'The provider answered with another order.', { provider: body });
}
