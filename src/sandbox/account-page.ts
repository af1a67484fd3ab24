import type { RawAnswer } from './http.ts';
import { describeInvoice, renderItemBadge, renderQuantities } from './invoice-page.ts';
import {
  amountCents,
  currency,
  type Item,
  isToBePaid,
  type Order,
  priceListCents,
  renderAmount,
  stateOf,
} from './order.ts';
import { type Html, html, renderBadge, renderPage, renderTime } from './page.ts';
import { accountPathOf, invoicePathOf, type Run } from './run.ts';
import { toServerObject } from './wire-objects.ts';

/** Everything the account holds, newest first. */
export function renderAccountPage(run: Run): RawAnswer {
  const { account } = run;
  const accountPath = accountPathOf(run);
  const orders = account.orders.toReversed();
  const invoices = orders.filter(order => order.invoiceId !== undefined);
  const content = html`<h1>Account</h1>
<section class="card" aria-label="Credit">
<p class="soft">Credit</p>
<p class="big amount">${renderAmount(account.creditCents())} ${currency}</p>
<p class="soft">${renderPriceList()}</p>
</section>
${renderList('Orders', orders, order => renderOrder(order, run))}
${renderList('Servers', account.servers().reverse(), renderServer)}
${renderList('Invoices', invoices, order => renderInvoice(order, run))}
<p><a href="${accountPath}">Look again</a></p>`;
  return renderPage({ title: 'Account', accountPath, content });
}

function renderPriceList(): string {
  const { ramGb, cpu, storageGb, ipv4 } = priceListCents;
  return `Prices in ${currency} for 30 days: ${renderAmount(ramGb)} for 1 GB of RAM, ${renderAmount(cpu)} for 1 CPU, \
${renderAmount(storageGb)} for 1 GB of storage, ${renderAmount(ipv4)} for an IPv4 address.`;
}

function renderList<Entry>(title: string, entries: Entry[], render: (entry: Entry) => Html): Html {
  const id = title.toLowerCase();
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}${entries.length > 0 ? html` <span class="soft">${entries.length}</span>` : undefined}</h2>
${entries.length > 0 ? entries.map(render) : html`<p class="soft">None yet.</p>`}
</section>`;
}

function renderOrder(order: Order, run: Run): Html {
  const nowMs = run.account.now();
  return html`<article class="card">
<div class="ends"><h3>Order ${order.id}</h3><span class="soft">${renderTime(order.createdAtMs)}</span></div>
${order.reference && html`<p class="soft">Reference “<bdi>${order.reference}</bdi>”</p>`}
<ul class="lines">${order.items.map(item => renderItem(order, item, nowMs))}</ul>
${isToBePaid(order) && html`<p><a href="${invoicePathOf(run, order)}">Pay ${renderAmount(amountCents(order))} ${currency}</a></p>`}
</article>`;
}

function renderItem(order: Order, item: Item, nowMs: number): Html {
  const verb = stateOf(order, item, nowMs) === 'ended' ? 'ended' : 'ends';
  const end = item.cancelled && html`, ${verb} ${renderTime(item.cancelled.endsAtMs)}`;
  return html`<li><div class="row"><strong><bdi>${item.name}</bdi></strong>${renderItemBadge(order, item, nowMs)}</div>
<span class="soft">Item ${item.id}: ${renderQuantities(item)}${end}</span></li>`;
}

function renderServer(item: Item): Html {
  const { id, state, ipv4, ipv6, ends_at: endsAt } = toServerObject(item);
  return html`<article class="card">
<div class="row"><h3><bdi>${item.name}</bdi></h3>${renderBadge('good', state)}</div>
<p class="mono">${ipv4 && html`${ipv4}<br>`}${ipv6}</p>
<p class="soft">Server ${id} of item ${item.id}, OS ${item.os}${item.osVersion && html` ${item.osVersion}`}${endsAt && html`, ends ${renderTime(Date.parse(endsAt))}`}</p>
</article>`;
}

function renderInvoice(order: Order, run: Run): Html {
  return html`<article class="card row entry"><h3><a href="${invoicePathOf(run, order)}">Invoice ${order.invoiceId}</a></h3>
<span class="amount">${renderAmount(amountCents(order))} ${currency}</span>${renderBadge(...describeInvoice(order))}</article>`;
}
