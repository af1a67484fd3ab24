import { amountCents, hasServer, type Item, isToBePaid, type Order, type OrderedItem } from './order.ts';

const paidPeriodMs = 30 * 24 * 60 * 60 * 1000;

interface AccountOptions {
  now: () => number;
  creditCents: number;
  /** From being paid to having a server. */
  provisioningMs: number;
}

export type Account = ReturnType<typeof createAccount>;

/** One customer account: orders, money and time. Knows nothing of HTTP. */
export function createAccount({ now, creditCents, provisioningMs }: AccountOptions) {
  const orders: Order[] = [];
  let credit = creditCents;
  let itemCount = 0;

  const toItem = (item: OrderedItem): Item => {
    itemCount += 1;
    return { ...item, id: 1292 + itemCount, number: itemCount };
  };
  const toPaid = () => ({ atMs: now(), readyAtMs: now() + provisioningMs });
  const findOrder = (id: number) => orders.find(order => order.id === id);

  return {
    orders,
    now,
    creditCents: () => credit,
    addCredit(cents: number) {
      credit += cents;
    },
    findOrder,

    /** Every call makes a new order, paid from the credit if that is enough, else with an invoice. */
    place(items: OrderedItem[], reference: string | undefined): Order {
      const order: Order = {
        id: 73 + orders.length,
        reference,
        items: items.map(toItem),
        createdAtMs: now(),
      };
      if (amountCents(order) <= credit) {
        credit -= amountCents(order);
        order.paid = toPaid();
      } else {
        order.invoiceId = 501 + orders.filter(({ invoiceId }) => invoiceId).length;
      }
      orders.push(order);
      return order;
    },

    /** Someone pays the invoice from outside; the credit stays as it is. Without effect where nothing is to be paid. */
    pay(invoiceId: number) {
      const order = orders.find(candidate => candidate.invoiceId === invoiceId);
      if (order && isToBePaid(order)) order.paid = toPaid();
    },

    /** Cancels an order or one of its items; cancelling again changes nothing. False when there is no such thing. */
    cancel(orderId: number, itemId?: number): boolean {
      const order = findOrder(orderId);
      const items = order?.items.filter(item => itemId === undefined || item.id === itemId) ?? [];
      const endsAtMs = endOfPeriod(order?.paid?.atMs, now());
      for (const item of items) item.cancelled ??= { wasPaid: order?.paid !== undefined, endsAtMs };
      return items.length > 0;
    },

    /** Items that have a server now, all or those of one order item. */
    servers(itemId?: number): Item[] {
      return orders.flatMap(order =>
        order.items.filter(
          item => hasServer(order, item, now()) && (itemId === undefined || item.id === itemId),
        ),
      );
    },
  };
}

/** What is not paid for ends at once. */
function endOfPeriod(paidAtMs: number | undefined, nowMs: number): number {
  if (paidAtMs === undefined) return nowMs;
  const startedPeriods = Math.floor((nowMs - paidAtMs) / paidPeriodMs) + 1;
  return paidAtMs + startedPeriods * paidPeriodMs;
}
