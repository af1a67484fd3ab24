import { VpsError } from '../../errors/vps-error.ts';
import { type Order, type OrderItem, readOrder } from '../../provider/order.ts';
import { asksForPayment } from '../../provider/order-answer.ts';
import type { ProviderClient } from '../../provider/provider-client.ts';
import {
  type CallOptions,
  type Json,
  type JsonObject,
  readBody,
  toNotice,
  toStatusError,
} from '../../provider/reply.ts';

interface OrderAnswer {
  readonly order: Order;
  /** The answer that asks for payment; absent when none is asked for. */
  readonly paymentNotice?: Json;
}

/** What one look at an order shows. */
export interface OrderReading extends OrderAnswer {
  /** Whether every item that is still wanted has at least one server. */
  readonly ready: boolean;
  /** The servers of the order's items, by the item's id. */
  readonly found: ReadonlyMap<string, readonly JsonObject[]>;
  /** Why servers could not be read; what was found before that counts. */
  readonly serversFailure?: VpsError;
}

export interface ReadingOptions {
  /** Asked before each read, so that all of them together keep one deadline. */
  readonly remainingMs: () => number;
  readonly signal?: AbortSignal;
  /** Servers that an earlier look of the same call found; they are not asked for again. */
  readonly known?: OrderReading['found'];
}

/** Reads an order and the servers of its items. @throws VpsError when the order can't be read. */
export async function readOrderAndServers(
  provider: ProviderClient,
  orderId: string,
  options: ReadingOptions,
): Promise<OrderReading> {
  const { remainingMs, signal } = options;
  const answer = await readOrderAnswer(provider, orderId, { timeoutMs: remainingMs(), signal });
  return { ...answer, ...(await readServers(provider, answer.order, options)) };
}

/** Reads an order alone. @throws VpsError when it can't be read. */
export async function readOrderAnswer(
  provider: ProviderClient,
  orderId: string,
  options: CallOptions,
): Promise<OrderAnswer> {
  const reply = await provider.read('order_status', { order_id: orderId }, options);
  // HTTP 402 is about this order, however little of it the answer holds.
  const isUnpaid = reply.kind === 'answered' && reply.httpStatus === 402;
  const body = isUnpaid ? reply.body : readBody(reply);
  const order: Order | undefined = isUnpaid
    ? { items: [], fields: {}, ...readOrder(body), state: 'payment_required' }
    : readOrder(body);
  if (!order) throw new VpsError('bad_response', "The provider's answer holds no order.", { provider: body });
  // A failing status beside no order is the failure of this read, not the order's.
  const isNamed = order.id !== undefined || order.items.length > 0;
  if (order.state === 'not_found' || (order.state === 'failed' && !isNamed))
    throw toStatusError(order.status ?? 404, body);
  if ((order.id ?? orderId) !== orderId)
    throw new VpsError('bad_response', 'The provider answered with another order.', { provider: body });
  const asks = reply.kind === 'answered' && asksForPayment(reply);
  return asks ? { order, paymentNotice: toNotice(reply) ?? {} } : { order };
}

/** So many items are asked for at once, and no more than these while one of them has no server. */
const itemsAtOnce = 5;

/** Cancelled before it ran, or ended: it gets no server, and the others do not wait for it. */
export function isGone(item: OrderItem): boolean {
  return item.state === 'not_found' || item.status === 410;
}

/** Whether an order or one of its items failed. Items that were cancelled or ended are no failure. */
export function hasFailed(order: Order): boolean {
  return [order, ...order.items].some(({ state, status }) => state === 'failed' && status !== 410);
}

/** Whether nothing of an order is left to wait for: it, or each of its items, was cancelled or ended. */
export function hasEnded(order: Order): boolean {
  return order.status === 410 || (order.items.length > 0 && order.items.every(isGone));
}

function mayHaveServer(item: OrderItem): boolean {
  return !isGone(item) && item.state !== 'failed' && item.state !== 'payment_required';
}

/** Looks for the servers of an order's items, one read an item. */
async function readServers(
  provider: ProviderClient,
  { items }: Order,
  { remainingMs, signal, known }: ReadingOptions,
): Promise<Omit<OrderReading, keyof OrderAnswer>> {
  const found = new Map(known);
  const missing = items
    .filter(mayHaveServer)
    .flatMap(({ id = '' }) => (id === '' || found.has(id) ? [] : [id]));
  const failures: VpsError[] = [];
  const readItem = async (id: string) => {
    try {
      const servers = (await provider.listServers(id, { timeoutMs: remainingMs(), signal })) ?? [];
      if (servers.length > 0) found.set(id, servers);
    } catch (error) {
      if (!(error instanceof VpsError)) throw error;
      // An item without servers may be answered as one that is not found.
      if (error.code !== 'not_found') failures.push(error);
    }
  };
  for (let next = 0; next < missing.length; next += itemsAtOnce) {
    const asked = missing.slice(next, next + itemsAtOnce);
    // All of them are awaited, so that no read is left running behind a look that is over.
    await Promise.all(asked.map(readItem));
    if (!asked.every(id => found.has(id))) break;
  }
  const wanted = items.filter(item => !isGone(item));
  const ready = wanted.length > 0 && wanted.every(({ id = '' }) => found.has(id));
  return { ready, found, serversFailure: failures.at(-1) };
}
