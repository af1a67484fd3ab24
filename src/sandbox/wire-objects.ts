import {
  amountCents,
  currency,
  describeItem,
  describeOrder,
  type Item,
  isToBePaid,
  type Order,
  renderAmount,
} from './order.ts';
import { invoiceUrlOf, type Run } from './run.ts';

/** What of an order is shown besides its id and state. */
interface Shown {
  reference?: boolean;
  payment?: boolean;
  items?: boolean;
}

export function toOrderObject(order: Order, run: Run, { reference, payment, items }: Shown) {
  const nowMs = run.account.now();
  return {
    order_id: order.id,
    ...describeOrder(order, nowMs),
    ...(reference && { reference: order.reference }),
    ...(payment && isToBePaid(order) && toPaymentFields(order, run)),
    ...(items && { order_items: order.items.map(item => toItemObject(order, item, nowMs)) }),
  };
}

function toPaymentFields(order: Order, run: Run) {
  return {
    invoice_id: order.invoiceId,
    amount: renderAmount(amountCents(order)),
    currency,
    url: invoiceUrlOf(run, order),
  };
}

function toItemObject(order: Order, item: Item, nowMs: number) {
  const { status, message } = describeItem(order, item, nowMs);
  return { id: item.id, status, name: 'VPS', reference: item.name, message };
}

/** The documentation range holds 254 IPv4 addresses; a longer run begins again rather than fail. */
export function toServerObject(item: Item) {
  return {
    id: 8800 + item.number,
    order_item_id: item.id,
    name: item.name,
    state: 'running',
    ipv4: item.wantsIpv4 ? `192.0.2.${((item.number - 1) % 254) + 1}` : undefined,
    ipv6: `2001:db8::${item.number.toString(16)}`,
    os: item.os,
    os_version: item.osVersion,
    quantity_ram_gb: item.ramGb,
    quantity_cpu: item.cpuCount,
    quantity_storage_gb: item.storageGb,
    ends_at: item.cancelled && new Date(item.cancelled.endsAtMs).toISOString(),
  };
}
