import {
  amountCents,
  describeItem,
  describeOrder,
  type Item,
  type Moment,
  type Order,
  type StatusAndMessage,
} from './order-state.ts';
import { CURRENCY, renderAmount } from './price-list.ts';

/** A bigint only where a number would be rounded. */
type WireId = number | bigint;

export interface PaymentFields {
  invoice_id?: WireId;
  amount?: string;
  currency?: string;
  url?: string;
}

export interface OrderItemObject extends StatusAndMessage {
  id: WireId;
  name: string;
  reference: string;
}

export interface OrderObject extends StatusAndMessage, PaymentFields {
  order_id: WireId;
  reference?: string | undefined;
  order_items?: OrderItemObject[];
}

export interface ServerObject {
  id: WireId;
  order_item_id: WireId;
  name: string;
  state: string;
  ipv4?: string | undefined;
  ipv6: string;
  os: number | string;
  os_version?: string | undefined;
  quantity_ram_gb: number;
  quantity_cpu: number;
  quantity_storage_gb: number;
  ends_at?: string | undefined;
}

function toWireId(id: bigint): WireId {
  return id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : id;
}

export function toOrderSummary(order: Order, moment: Moment): OrderObject {
  return { order_id: toWireId(order.id), ...describeOrder(order, moment) };
}

export function toOrderItems(order: Order, moment: Moment): OrderItemObject[] {
  return order.items.map(item => {
    const { status, message } = describeItem(order, item, moment);
    return { id: toWireId(item.id), status, name: 'VPS', reference: item.name, message };
  });
}

/** What is needed to pay the order, or nothing if it needs no payment. */
export function toPaymentFields(order: Order, urlOfInvoice: (invoiceId: bigint) => string): PaymentFields {
  if (order.invoiceId === undefined || order.paidAtMs !== undefined) return {};
  if (order.items.every(item => item.cancelled)) return {};
  return {
    invoice_id: toWireId(order.invoiceId),
    amount: renderAmount(amountCents(order)),
    currency: CURRENCY,
    url: urlOfInvoice(order.invoiceId),
  };
}

export function toServer(item: Item): ServerObject {
  return {
    id: toWireId(item.serverId),
    order_item_id: toWireId(item.id),
    name: item.name,
    state: 'running',
    ipv4: item.wantsIpv4 ? ipv4Of(item) : undefined,
    ipv6: `2001:db8::${item.number.toString(16)}`,
    os: item.os,
    os_version: item.osVersion,
    quantity_ram_gb: item.ramGb,
    quantity_cpu: item.cpuCount,
    quantity_storage_gb: item.storageGb,
    ends_at: item.cancelled && new Date(item.cancelled.endsAtMs).toISOString(),
  };
}

/** The documentation ranges hold 508 addresses; a longer run begins again rather than fail. */
function ipv4Of(item: Item): string {
  const place = (item.number - 1) % 508;
  return place < 254 ? `192.0.2.${place + 1}` : `198.51.100.${place - 253}`;
}
