import type { RawAnswer } from './faults.ts';
import { type Html, html } from './html.ts';
import { renderInvoiceBadge, renderItemBadge, renderQuantities } from './invoice-page.ts';
import { amountCents, describeOrder, type Item, type Moment, type Order, stateOf } from './order-state.ts';
import { renderPage, renderTime } from './page-layout.ts';
import { CURRENCY, priceListCents, renderAmount } from './price-list.ts';
import { toServer } from './wire-objects.ts';
import type { World } from './world.ts';

interface AccountPage {
  world: World;
  accountPath: string;
  invoicePath: (invoiceId: bigint) => string;
}

/** Everything the account holds, newest first. */
export function renderAccountPage({ world, accountPath, invoicePath }: AccountPage): RawAnswer {
  const moment = world.moment();
  const orders = world.orders.toReversed();
  const invoices = orders.filter(order => order.invoiceId !== undefined);
  const content = html`<h1>Account</h1>
<section class="card" aria-label="Credit">
<p class="soft">Credit</p>
<p class="big amount">${renderAmount(world.creditCents)} ${CURRENCY}</p>
<p class="soft">${renderPriceList()}</p>
</section>
${renderList('Orders', orders, order => renderOrder(order, { moment, invoicePath }))}
${renderList('Servers', world.servers().reverse(), renderServer)}
${renderList('Invoices', invoices, order => renderInvoice(order, invoicePath))}
<p><a href="${accountPath}">Look again</a></p>`;
  return renderPage({ title: 'Account', accountPath, content });
}

function renderPriceList(): string {
  const { ramGb, cpu, storageGb, ipv4 } = priceListCents;
  const price = (cents: number, unit: string) => `${renderAmount(cents)} for ${unit}`;
  const prices = [
    price(ramGb, '1 GB of RAM'),
    price(cpu, '1 CPU'),
    price(storageGb, '1 GB of storage'),
    price(ipv4, 'an IPv4 address'),
  ];
  return `Prices in ${CURRENCY} for 30 days: ${prices.join(', ')}.`;
}

function renderList<Entry>(title: string, entries: Entry[], render: (entry: Entry) => Html): Html {
  const id = title.toLowerCase();
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}${entries.length > 0 ? html` <span class="soft">${entries.length}</span>` : undefined}</h2>
${entries.length > 0 ? entries.map(render) : html`<p class="soft">None yet.</p>`}
</section>`;
}

interface OrderSurroundings {
  moment: Moment;
  invoicePath: (invoiceId: bigint) => string;
}

function renderOrder(order: Order, { moment, invoicePath }: OrderSurroundings): Html {
  const isUnpaid = describeOrder(order, moment).status === 402;
  return html`<article class="card">
<div class="ends"><h3>Order ${order.id}</h3><span class="soft">${renderTime(order.createdAtMs)}</span></div>
${order.reference && html`<p class="soft">Reference “<bdi>${order.reference}</bdi>”</p>`}
<ul class="lines">${order.items.map(item => renderItem(order, item, moment))}</ul>
${isUnpaid && order.invoiceId && html`<p><a href="${invoicePath(order.invoiceId)}">Pay ${renderAmount(amountCents(order))} ${CURRENCY}</a></p>`}
</article>`;
}

function renderItem(order: Order, item: Item, moment: Moment): Html {
  const verb = stateOf(order, item, moment) === 'ended' ? 'ended' : 'ends';
  const end = item.cancelled && html`, ${verb} ${renderTime(item.cancelled.endsAtMs)}`;
  return html`<li><div class="row"><strong><bdi>${item.name}</bdi></strong>${renderItemBadge(order, item, moment)}</div>
<span class="soft">Item ${item.id}: ${renderQuantities(item)}${end}</span></li>`;
}

function renderServer(item: Item): Html {
  const { state, ipv4, ipv6, ends_at: endsAt } = toServer(item);
  return html`<article class="card">
<div class="row"><h3><bdi>${item.name}</bdi></h3><span class="badge good">${state}</span></div>
<p class="mono">${ipv4 && html`${ipv4}<br>`}${ipv6}</p>
<p class="soft">Server ${item.serverId} of item ${item.id}, OS ${item.os}${item.osVersion && html` ${item.osVersion}`}${endsAt && html`, ends ${renderTime(Date.parse(endsAt))}`}</p>
</article>`;
}

function renderInvoice(order: Order, invoicePath: (invoiceId: bigint) => string): Html {
  const { invoiceId = 0n } = order;
  return html`<article class="card row entry"><h3><a href="${invoicePath(invoiceId)}">Invoice ${invoiceId}</a></h3>
<span class="amount">${renderAmount(amountCents(order))} ${CURRENCY}</span>${renderInvoiceBadge(order)}</article>`;
}
