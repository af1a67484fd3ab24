import {
  amountCents,
  hasServer,
  type Item,
  type Moment,
  type Order,
  type OrderedItem,
} from './order-state.ts';
import { priceCents } from './price-list.ts';

export type PaymentOutcome = 'paid' | 'already-paid' | 'void' | 'unknown-invoice';

/** Lifts an id beyond 2^53, to a number that no double can hold. Orders are known under both ids. */
export const BIG_ID_OFFSET = 9_007_199_254_740_993_000n;

const PAID_PERIOD_MS = 30 * 24 * 60 * 60 * 1000;

export interface WorldOptions {
  now: () => number;
  creditCents: number;
  provisioningMs: number;
}

/** One customer account: orders, money and time. Knows nothing of HTTP. */
export class World {
  creditCents: number;
  readonly orders: Order[] = [];
  readonly #now: () => number;
  readonly #provisioningMs: number;
  readonly #nextId = { order: 73n, item: 1293n, invoice: 501n, server: 8801n };
  #itemCount = 0;

  constructor({ now, creditCents, provisioningMs }: WorldOptions) {
    this.#now = now;
    this.creditCents = creditCents;
    this.#provisioningMs = provisioningMs;
  }

  moment(): Moment {
    return { nowMs: this.#now(), provisioningMs: this.#provisioningMs };
  }

  /** Every call makes a new order, paid from the credit if that is enough, else with an invoice. */
  place(
    items: OrderedItem[],
    { reference, bigIds = false }: { reference?: string | undefined; bigIds?: boolean },
  ): Order {
    const offset = bigIds ? BIG_ID_OFFSET : 0n;
    const order: Order = {
      id: this.#takeId('order') + offset,
      reference,
      items: items.map(item => this.#toItem(item, offset)),
      createdAtMs: this.#now(),
    };
    const priceOfOrderCents = amountCents(order);
    if (priceOfOrderCents <= this.creditCents) {
      this.creditCents -= priceOfOrderCents;
      order.paidAtMs = order.createdAtMs;
    } else {
      order.invoiceId = this.#takeId('invoice') + offset;
    }
    this.orders.push(order);
    return order;
  }

  findOrder(id: bigint): Order | undefined {
    return this.orders.find(order => isSameId(order.id, id));
  }

  findByInvoice(invoiceId: bigint): Order | undefined {
    return this.orders.find(order => order.invoiceId !== undefined && isSameId(order.invoiceId, invoiceId));
  }

  /** Someone pays the invoice from outside; the credit stays as it is. */
  pay(invoiceId: bigint): PaymentOutcome {
    const order = this.findByInvoice(invoiceId);
    if (!order) return 'unknown-invoice';
    if (order.paidAtMs !== undefined) return 'already-paid';
    if (order.items.every(item => item.cancelled)) return 'void';
    order.paidAtMs = this.#now();
    return 'paid';
  }

  /** Cancels an order or one of its items; cancelling again changes nothing. False when there is no such thing. */
  cancel(orderId: bigint, itemId?: bigint): boolean {
    const order = this.findOrder(orderId);
    const items = order?.items.filter(item => itemId === undefined || isSameId(item.id, itemId)) ?? [];
    for (const item of items) {
      item.cancelled ??= { wasPaid: order?.paidAtMs !== undefined, endsAtMs: this.#endOfPaidPeriod(order) };
    }
    return items.length > 0;
  }

  /** Items that have a server now, all or those of one order item. */
  servers(itemId?: bigint): Item[] {
    const moment = this.moment();
    return this.orders.flatMap(order =>
      order.items.filter(
        item => hasServer(order, item, moment) && (itemId === undefined || isSameId(item.id, itemId)),
      ),
    );
  }

  #endOfPaidPeriod(order: Order | undefined): number {
    const nowMs = this.#now();
    if (order?.paidAtMs === undefined) return nowMs;
    const startedPeriods = Math.floor((nowMs - order.paidAtMs) / PAID_PERIOD_MS) + 1;
    return order.paidAtMs + startedPeriods * PAID_PERIOD_MS;
  }

  #toItem(item: OrderedItem, offset: bigint): Item {
    this.#itemCount += 1;
    return {
      ...item,
      id: this.#takeId('item') + offset,
      serverId: this.#takeId('server') + offset,
      number: this.#itemCount,
      priceCents: priceCents(item),
    };
  }

  #takeId(kind: 'order' | 'item' | 'invoice' | 'server'): bigint {
    const id = this.#nextId[kind];
    this.#nextId[kind] = id + 1n;
    return id;
  }
}

function isSameId(known: bigint, asked: bigint): boolean {
  return known === asked || known + BIG_ID_OFFSET === asked;
}
