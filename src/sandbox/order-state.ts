import type { Quantities } from './price-list.ts';

export interface OrderedItem extends Quantities {
  name: string;
  os: number | string;
  osVersion?: string | undefined;
}

export interface Item extends OrderedItem {
  id: bigint;
  serverId: bigint;
  /** Counts all items of the run from 1; addresses are derived from it. */
  number: number;
  priceCents: number;
  cancelled?: { wasPaid: boolean; endsAtMs: number };
}

export interface Order {
  id: bigint;
  reference: string | undefined;
  items: Item[];
  createdAtMs: number;
  paidAtMs?: number;
  invoiceId?: bigint;
}

export type ItemState = 'unpaid' | 'processing' | 'ready' | 'cancelled' | 'ended';

/** When it is, and how long a paid item takes to become a server. */
export interface Moment {
  nowMs: number;
  provisioningMs: number;
}

export interface StatusAndMessage {
  status: number;
  message: string;
}

const statusOfState = {
  unpaid: { status: 402, message: 'Payment required' },
  processing: { status: 200, message: 'Order is being processed' },
  ready: { status: 200, message: 'Ready' },
} as const;

export function stateOf(order: Order, item: Item, { nowMs, provisioningMs }: Moment): ItemState {
  if (item.cancelled) return nowMs < item.cancelled.endsAtMs ? 'cancelled' : 'ended';
  if (order.paidAtMs === undefined) return 'unpaid';
  return nowMs < order.paidAtMs + provisioningMs ? 'processing' : 'ready';
}

/** Whether the item's server exists; a cancelled item keeps it to the end of the paid period. */
export function hasServer(order: Order, item: Item, { nowMs, provisioningMs }: Moment): boolean {
  if (order.paidAtMs === undefined || nowMs < order.paidAtMs + provisioningMs) return false;
  return item.cancelled === undefined || (item.cancelled.wasPaid && nowMs < item.cancelled.endsAtMs);
}

export function describeItem(order: Order, item: Item, moment: Moment): StatusAndMessage {
  const state = stateOf(order, item, moment);
  if (state === 'cancelled')
    return { status: 200, message: `Cancelled: runs until ${endOf(item)}, not renewed` };
  if (state === 'ended') return { status: 410, message: `Cancelled: ended ${endOf(item)}` };
  return statusOfState[state];
}

/** An order speaks with the voice of the item that has the longest way to go. */
export function describeOrder(order: Order, moment: Moment): StatusAndMessage {
  const states: ItemState[] = ['unpaid', 'processing', 'ready', 'cancelled', 'ended'];
  for (const state of states) {
    const item = order.items.findLast(candidate => stateOf(order, candidate, moment) === state);
    if (item) return describeItem(order, item, moment);
  }
  return statusOfState.processing;
}

/** What the invoice asks for. */
export function amountCents(order: Order): number {
  return order.items.filter(item => !isOffInvoice(item)).reduce((sum, item) => sum + item.priceCents, 0);
}

/** Cancelled before it was paid: it is not on the bill. */
export function isOffInvoice({ cancelled }: Item): boolean {
  return cancelled?.wasPaid === false;
}

/** Nothing is left on the bill. */
export function isVoid(order: Order): boolean {
  return order.items.every(isOffInvoice);
}

function endOf(item: Item): string {
  return new Date(item.cancelled?.endsAtMs ?? 0).toISOString();
}
