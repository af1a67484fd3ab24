/** What one item is asked for. */
export interface OrderedItem {
  name: string;
  ramGb: number;
  cpuCount: number;
  storageGb: number;
  wantsIpv4: boolean;
  os: number | string;
  osVersion?: string | undefined;
}

export interface Item extends OrderedItem {
  id: number;
  /** Counts all items of the account from 1; server id and addresses are derived from it. */
  number: number;
  cancelled?: { wasPaid: boolean; endsAtMs: number };
}

export interface Order {
  id: number;
  reference: string | undefined;
  items: Item[];
  createdAtMs: number;
  invoiceId?: number;
  paid?: { atMs: number; readyAtMs: number };
}

/** From the longest way to go to the shortest. */
const itemStates = ['unpaid', 'processing', 'ready', 'cancelled', 'ended'] as const;

export type ItemState = (typeof itemStates)[number];

export const currency = 'EUR';

/** Cents for 30 days. */
export const priceListCents = { ramGb: 200, cpu: 100, storageGb: 5, ipv4: 100 } as const;

/** The same for whoever estimates what an order will cost. */
export const priceList = JSON.stringify({
  format: 1,
  currency,
  period_days: 30,
  checked_on: '2026-11-20',
  prices: {
    server: '0.00',
    quantity_ram_gb: renderAmount(priceListCents.ramGb),
    quantity_cpu: renderAmount(priceListCents.cpu),
    quantity_storage_gb: renderAmount(priceListCents.storageGb),
    'features.ipv4': renderAmount(priceListCents.ipv4),
  },
});

/** The price of one item for 30 days, in thousandths of a cent. */
function exactPrice({ ramGb, cpuCount, storageGb, wantsIpv4 }: Item): number {
  // RAM is counted in thousandths first: 1.1 * 200 is 220.00000000000003, which would round up to 221.
  const ramThousandths = Math.max(1, Math.round(ramGb * 1000));
  const { ramGb: ram, cpu, storageGb: storage, ipv4 } = priceListCents;
  return ramThousandths * ram + 1000 * (cpuCount * cpu + storageGb * storage + (wantsIpv4 ? ipv4 : 0));
}

/** 1250 → `12.50`. */
export function renderAmount(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** What is charged for some items; a fraction of a cent is rounded up once. */
export function amountCents({ items }: Pick<Order, 'items'>): number {
  const charged = items.filter(item => !isOffInvoice(item));
  return Math.ceil(charged.reduce((sum, item) => sum + exactPrice(item), 0) / 1000);
}

/** Cancelled before it was paid: it is not on the bill. */
export function isOffInvoice({ cancelled }: Item): boolean {
  return cancelled?.wasPaid === false;
}

/** Nothing is left on the bill. */
export function isVoid(order: Order): boolean {
  return order.items.every(isOffInvoice);
}

export function isToBePaid(order: Order): boolean {
  return order.paid === undefined && !isVoid(order);
}

export function stateOf({ paid }: Order, { cancelled }: Item, nowMs: number): ItemState {
  if (cancelled) return nowMs < cancelled.endsAtMs ? 'cancelled' : 'ended';
  if (!paid) return 'unpaid';
  return nowMs < paid.readyAtMs ? 'processing' : 'ready';
}

/** Whether the item's server exists; a cancelled item keeps it to the end of the paid period. */
export function hasServer({ paid }: Order, { cancelled }: Item, nowMs: number): boolean {
  if (!paid || nowMs < paid.readyAtMs) return false;
  return cancelled === undefined || (cancelled.wasPaid && nowMs < cancelled.endsAtMs);
}

export function describeItem(order: Order, item: Item, nowMs: number) {
  const end = new Date(item.cancelled?.endsAtMs ?? 0).toISOString();
  const descriptions: Record<ItemState, { status: number; message: string }> = {
    unpaid: { status: 402, message: 'Payment required' },
    processing: { status: 200, message: 'Order is being processed' },
    ready: { status: 200, message: 'Ready' },
    cancelled: { status: 200, message: `Cancelled: runs until ${end}, not renewed` },
    ended: { status: 410, message: `Cancelled: ended ${end}` },
  };
  return descriptions[stateOf(order, item, nowMs)];
}

/** An order speaks with the voice of the item that has the longest way to go. */
export function describeOrder(order: Order, nowMs: number) {
  const rank = (item: Item) => itemStates.indexOf(stateOf(order, item, nowMs));
  const [slowest] = order.items.toReversed().sort((one, other) => rank(one) - rank(other));
  if (!slowest) throw new Error(`Order ${order.id} has no items`);
  return describeItem(order, slowest, nowMs);
}
