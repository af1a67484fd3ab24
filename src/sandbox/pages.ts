import {
  type Account,
  amountCents,
  currency,
  type Item,
  type ItemState,
  isOffInvoice,
  isToBePaid,
  isVoid,
  type Order,
  prices,
  renderAmount,
  stateOf,
} from './account.ts';
import { type Html, html, renderPage } from './html.ts';
import type { RawAnswer } from './http.ts';

/** The pages for people. Only the button of an invoice, a POST, changes anything. */
export function answerPage(path: string, method: string | undefined, account: Account): RawAnswer {
  const accountPath = account.url.pathname;
  if (path === accountPath) return renderAccount(account);
  const order = account.orders.find(
    candidate => candidate.invoiceId && path === account.invoiceUrl(candidate).pathname,
  );
  if (!order?.invoiceId) {
    const content = html`<h1>Not found</h1>
<p>There is no such page or invoice.</p>
<p><a href="${accountPath}">Go to the account</a></p>`;
    return renderPage({ title: 'Not found', accountPath, content, status: 404 });
  }
  if (method !== 'POST') return renderInvoice(order, account);
  account.pay(order.invoiceId);
  return { status: 303, headers: { location: path }, body: '' };
}

/** Everything the account holds, newest first. */
function renderAccount(account: Account): RawAnswer {
  const accountPath = account.url.pathname;
  const orders = account.orders.toReversed();
  const invoices = orders.filter(order => order.invoiceId !== undefined);
  const content = html`<h1>Account</h1>
<section class="card" aria-label="Credit">
<p class="soft">Credit</p>
<p class="big amount">${renderMoney(account.creditCents())}</p>
<p class="soft">${renderPrices()}</p>
</section>
${renderList('Orders', orders, order => renderOrder(order, account))}
${renderList('Servers', account.servers().reverse(), renderServer)}
${renderList('Invoices', invoices, order => renderInvoiceRow(order, account))}
<p><a href="${accountPath}">Look again</a></p>`;
  return renderPage({ title: 'Account', accountPath, content });
}

function renderPrices(): string {
  const { quantity_ram_gb: ram, quantity_cpu: cpu, quantity_storage_gb: storage } = prices;
  return `Prices in ${currency} for 30 days: ${ram} for 1 GB of RAM, ${cpu} for 1 CPU, \
${storage} for 1 GB of storage, ${prices['features.ipv4']} for an IPv4 address.`;
}

function renderList<Entry>(title: string, entries: Entry[], render: (entry: Entry) => Html): Html {
  const id = title.toLowerCase();
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}${entries.length > 0 && html` <span class="soft">${entries.length}</span>`}</h2>
${entries.length > 0 ? entries.map(render) : html`<p class="soft">None yet.</p>`}
</section>`;
}

function renderOrder(order: Order, account: Account): Html {
  return html`<article class="card">
<div class="ends"><h3>Order ${order.id}</h3><span class="soft">${renderTime(order.createdAtMs)}</span></div>
${order.reference && html`<p class="soft">Reference “<bdi>${order.reference}</bdi>”</p>`}
<ul class="lines">${order.items.map(item => renderItem(item, account.now()))}</ul>
${isToBePaid(order) && html`<p><a href="${account.invoiceUrl(order).pathname}">Pay ${renderMoney(amountCents(order))}</a></p>`}
</article>`;
}

function renderItem(item: Item, nowMs: number): Html {
  const verb = stateOf(item, nowMs) === 'ended' ? 'ended' : 'ends';
  const end = item.endsAtMs !== undefined && html`, ${verb} ${renderTime(item.endsAtMs)}`;
  return html`<li><div class="row"><strong><bdi>${item.name}</bdi></strong>${renderItemBadge(item, nowMs)}</div>
<span class="soft">Item ${item.id}: ${renderQuantities(item)}${end}</span></li>`;
}

function renderServer(server: ReturnType<Account['servers']>[number]): Html {
  const { id, name, state, ipv4, ipv6, os, os_version: version, ends_at: endsAt } = server;
  return html`<article class="card">
<div class="row"><h3><bdi>${name}</bdi></h3>${renderBadge('good', state)}</div>
<p class="mono">${ipv4 && html`${ipv4}<br>`}${ipv6}</p>
<p class="soft">Server ${id} of item ${server.order_item_id}, OS ${os}${version && html` ${version}`}${endsAt && html`, ends ${renderTime(Date.parse(endsAt))}`}</p>
</article>`;
}

function renderInvoiceRow(order: Order, account: Account): Html {
  return html`<article class="card row entry"><h3><a href="${account.invoiceUrl(order).pathname}">Invoice ${order.invoiceId}</a></h3>
<span class="amount">${renderMoney(amountCents(order))}</span>${renderBadge(...describeInvoice(order))}</article>`;
}

/** What is to be paid, and the button that pays it; looking at the page changes nothing. */
function renderInvoice(order: Order, account: Account): RawAnswer {
  const { invoiceId } = order;
  const accountPath = account.url.pathname;
  const total = renderMoney(amountCents(order));
  const price = html`<p class="soft">Total for 30 days</p>
<p class="big amount">${total}</p>`;
  const button = html`<form method="post"><button type="submit">Pay ${total}</button></form>
<p class="soft">This is a sandbox: the button moves no money.</p>`;
  const content = html`<div class="row title"><h1>Invoice ${invoiceId}</h1>${renderBadge(...describeInvoice(order))}</div>
<p class="soft">Order ${order.id}${order.reference && html`, reference “<bdi>${order.reference}</bdi>”`}, ${renderTime(order.createdAtMs)}</p>
${renderNotice(order, account.now())}
<section class="card" aria-label="What is on the invoice">
${!isVoid(order) && price}
<ul class="lines">${order.items.map(item => renderLine(order, item, account.now()))}</ul>
${isToBePaid(order) && button}
</section>
<p><a href="${accountPath}">Account with all orders and servers</a></p>`;
  const title = `Invoice ${invoiceId}: ${describeInvoice(order)[1].toLowerCase()}`;
  return renderPage({ title, accountPath, content });
}

/** The price is left out where it would repeat the total, or where nothing is charged at all. */
function renderLine(order: Order, item: Item, nowMs: number): Html {
  const badge = stateOf(item, nowMs) === 'unpaid' ? [] : [renderItemBadge(item, nowMs)];
  const price = isOffInvoice(item) ? 'not charged' : renderMoney(amountCents({ items: [item] }));
  const hasPrice = order.items.length > 1 && !isVoid(order);
  const [beside, below] = [...badge, ...(hasPrice ? [html`<span class="amount">${price}</span>`] : [])];
  return html`<li><div class="row"><strong><bdi>${item.name}</bdi></strong>${beside}</div>
<div class="row"><span class="soft">VPS: ${renderQuantities(item)}</span>${below}</div></li>`;
}

/** What has become of the invoice; none while it is to be paid. */
function renderNotice({ items }: Order, nowMs: number): Html | undefined {
  const paid = items.find(item => item.paid)?.paid;
  if (paid) {
    return html`<div class="card notice good" role="status">
<p><strong>Paid on ${renderTime(paid.atMs)}. Thank you.</strong></p>
<p>${describeProgress(items, nowMs)} You can close this page and go back to your agent.</p>
</div>`;
  }
  if (!items.every(isOffInvoice)) return undefined;
  return html`<p class="card notice over" role="status"><strong>There is nothing to pay.</strong> The order was cancelled.</p>`;
}

/** Cancelled items are told of only when there are no others. */
function describeProgress(items: Item[], nowMs: number): string {
  const states = items.map(item => stateOf(item, nowMs));
  const going = states.filter(state => state === 'processing' || state === 'ready');
  const subject = going.length === 1 ? 'The server is' : 'The servers are';
  if (going.includes('processing')) return `${subject} being set up.`;
  if (going.length > 0) return `${subject} ready.`;
  return states.includes('cancelled')
    ? 'The order is cancelled and runs to the end of the paid time.'
    : 'The order was cancelled and has ended.';
}

type Badge = [tone: 'good' | 'busy' | 'due' | 'over', text: string];

function describeInvoice(order: Order): Badge {
  if (isToBePaid(order)) return ['due', 'To be paid'];
  return isVoid(order) ? ['over', 'Cancelled'] : ['good', 'Paid'];
}

const badgeOfState: Record<ItemState, Badge> = {
  unpaid: ['due', 'To be paid'],
  processing: ['busy', 'Being set up'],
  ready: ['good', 'Ready'],
  cancelled: ['over', 'Cancelled'],
  ended: ['over', 'Ended'],
};

function renderItemBadge(item: Item, nowMs: number): Html {
  return renderBadge(...badgeOfState[isOffInvoice(item) ? 'cancelled' : stateOf(item, nowMs)]);
}

function renderBadge(...[tone, text]: Badge): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}

function renderQuantities({ quantity_ram_gb: ram, quantity_cpu: cpu, ...options }: Item): string {
  const { quantity_storage_gb: storage, features } = options;
  return `${ram} GB RAM, ${cpu} CPU, ${storage} GB storage${Number(features?.ipv4) === 1 ? ', IPv4' : ''}`;
}

function renderMoney(cents: number): string {
  return `${renderAmount(cents)} ${currency}`;
}

/** `2026-11-24 03:08 UTC`, readable by machines too. */
function renderTime(atMs: number): Html {
  const iso = new Date(atMs).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}
