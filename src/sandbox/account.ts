import type { OrderedItem } from './check-request.ts';

export interface Item extends OrderedItem {
  id: number;
  paid?: { atMs: number; readyAtMs: number };
  /** Set when it is cancelled. */
  endsAtMs?: number;
}

export interface Order {
  id: number;
  reference: string | undefined;
  items: Item[];
  createdAtMs: number;
  invoiceId?: number;
}

/** From the longest way to go to the shortest. */
export const itemStates = ['unpaid', 'processing', 'ready', 'cancelled', 'ended'] as const;

export type ItemState = (typeof itemStates)[number];

export const currency = 'EUR';

/** For 30 days, by the name of the option. */
export const prices = {
  server: '0.00',
  quantity_ram_gb: '2.00',
  quantity_cpu: '1.00',
  quantity_storage_gb: '0.05',
  'features.ipv4': '1.00',
} as const;

/** The same for whoever estimates what an order will cost. */
export const priceList = JSON.stringify({
  format: 1,
  currency,
  period_days: 30,
  checked_on: '2026-11-20',
  prices,
});

/** 1250 → `12.50`. */
export function renderAmount(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** What is charged for some items; a fraction of a cent is rounded up once. */
export function amountCents({ items }: Pick<Order, 'items'>): number {
  const charged = items.filter(item => !isOffInvoice(item));
  const amount = charged.reduce((sum, item) => sum + exactPrice(item), 0);
  // 1.7 * 2 + 1.5 are 490.00000000000006 cents, which would round up to 491.
  return Math.ceil(Number((amount * 100).toFixed(6)));
}

function exactPrice({ quantity_ram_gb, quantity_cpu, quantity_storage_gb, features }: Item): number {
  return (
    quantity_ram_gb * Number(prices.quantity_ram_gb) +
    quantity_cpu * Number(prices.quantity_cpu) +
    quantity_storage_gb * Number(prices.quantity_storage_gb) +
    Number(features?.ipv4 ?? 0) * Number(prices['features.ipv4'])
  );
}

/** Cancelled before it was paid: it is not on the bill. */
export function isOffInvoice({ paid, endsAtMs }: Item): boolean {
  return endsAtMs !== undefined && !paid;
}

/** Nothing is left on the bill. */
export function isVoid(order: Order): boolean {
  return order.items.every(isOffInvoice);
}

export function isToBePaid(order: Order): boolean {
  return order.items.some(({ paid, endsAtMs }) => !paid && endsAtMs === undefined);
}

export function stateOf({ paid, endsAtMs }: Item, nowMs: number): ItemState {
  if (endsAtMs !== undefined) return nowMs < endsAtMs ? 'cancelled' : 'ended';
  if (!paid) return 'unpaid';
  return nowMs < paid.readyAtMs ? 'processing' : 'ready';
}

/** The account's first item has the id after it. */
const itemIdOffset = 1292;

interface AccountOptions {
  /** The page that shows the account; the others are below it. */
  url: URL;
  now: () => number;
  creditCents: number;
  /** From being paid to having a server. */
  provisioningMs: number;
}

export type Account = ReturnType<typeof createAccount>;

/** One customer account: orders, money and time. */
export function createAccount({ url, now, creditCents, provisioningMs }: AccountOptions) {
  const orders: Order[] = [];
  let credit = creditCents;
  let itemCount = 0;

  const settle = (order: Order) => {
    const paid = { atMs: now(), readyAtMs: now() + provisioningMs };
    for (const item of order.items) if (item.endsAtMs === undefined) item.paid = paid;
  };
  const findOrder = (id: number) => orders.find(order => order.id === id);

  return {
    orders,
    url,
    invoiceUrl: ({ invoiceId }: Order) => new URL(`invoices/${invoiceId}`, url),
    now,
    creditCents: () => credit,
    addCredit(cents: number) {
      credit += cents;
    },
    findOrder,

    /** Every call makes a new order, paid from the credit if that is enough, else with an invoice. */
    place(orderedItems: OrderedItem[], reference: string | undefined): Order {
      const items = orderedItems.map((item, index) => ({
        ...item,
        id: itemIdOffset + itemCount + index + 1,
      }));
      itemCount += items.length;
      const order: Order = { id: 73 + orders.length, reference, items, createdAtMs: now() };
      if (amountCents(order) <= credit) {
        credit -= amountCents(order);
        settle(order);
      } else {
        order.invoiceId = 501 + orders.filter(({ invoiceId }) => invoiceId).length;
      }
      orders.push(order);
      return order;
    },

    /** Someone pays the invoice from outside; the credit stays as it is. Without effect where nothing is to be paid. */
    pay(invoiceId: number) {
      const order = orders.find(candidate => candidate.invoiceId === invoiceId);
      if (order && isToBePaid(order)) settle(order);
    },

    /** Cancels an order or one of its items; cancelling again changes nothing. False when there is no such thing. */
    cancel(orderId: number, itemId?: number): boolean {
      const items = findOrder(orderId)?.items.filter(({ id }) => itemId === undefined || id === itemId) ?? [];
      for (const item of items) item.endsAtMs ??= endOfPeriod(item.paid?.atMs, now());
      return items.length > 0;
    },

    /** What runs now, as the provider lists it, all or what one order item has. */
    servers: (itemId?: number) =>
      orders
        .flatMap(({ items }) => items)
        .filter(item => hasServer(item, now()) && (itemId === undefined || item.id === itemId))
        .map(toServer),
  };
}

const paidPeriodMs = 30 * 24 * 60 * 60 * 1000;

/** What is not paid for ends at once. */
function endOfPeriod(paidAtMs: number | undefined, nowMs: number): number {
  if (paidAtMs === undefined) return nowMs;
  const startedPeriods = Math.floor((nowMs - paidAtMs) / paidPeriodMs) + 1;
  return paidAtMs + startedPeriods * paidPeriodMs;
}

/** A cancelled item keeps its server to the end of the paid period. */
function hasServer({ paid, endsAtMs }: Item, nowMs: number): boolean {
  return paid !== undefined && nowMs >= paid.readyAtMs && (endsAtMs === undefined || nowMs < endsAtMs);
}

/** The documentation range holds 254 IPv4 addresses; a longer run begins again rather than fail. */
function toServer({ id, name, features, endsAtMs, ...options }: Item) {
  const number = id - itemIdOffset;
  const { os, os_version, quantity_ram_gb, quantity_cpu, quantity_storage_gb } = options;
  return {
    id: 8800 + number,
    order_item_id: id,
    name,
    state: 'running',
    ipv4: Number(features?.ipv4) === 1 ? `192.0.2.${((number - 1) % 254) + 1}` : undefined,
    ipv6: `2001:db8::${number.toString(16)}`,
    os,
    os_version,
    quantity_ram_gb,
    quantity_cpu,
    quantity_storage_gb,
    ends_at: endsAtMs === undefined ? undefined : new Date(endsAtMs).toISOString(),
  };
}
