import type { RawAnswer } from './faults.ts';
import { type Html, html } from './html.ts';
import { renderNotice } from './invoice-notice.ts';
import {
  amountCents,
  type Item,
  isOffInvoice,
  isVoid,
  type Moment,
  type Order,
  stateOf,
} from './order-state.ts';
import { renderBadge, renderPage, renderState, renderTime, type Tone } from './page-layout.ts';
import { CURRENCY, renderAmount } from './price-list.ts';

interface InvoicePage {
  invoiceId: bigint;
  order: Order;
  moment: Moment;
  accountPath: string;
}

/** What is to be paid, and the button that pays it; looking at the page changes nothing. */
export function renderInvoicePage({ invoiceId, order, moment, accountPath }: InvoicePage): RawAnswer {
  const content = html`<div class="row title"><h1>Invoice ${invoiceId}</h1>${renderInvoiceBadge(order)}</div>
<p class="soft">Order ${order.id}${order.reference && html`, reference “<bdi>${order.reference}</bdi>”`}, ${renderTime(order.createdAtMs)}</p>
${renderNotice(order, moment)}
<section class="card" aria-label="What is on the invoice">
${!isVoid(order) && renderTotal(order)}
<ul class="lines">${order.items.map(item => renderLine(order, item, moment))}</ul>
${isToBePaid(order) && renderButton(order)}
</section>
<p><a href="${accountPath}">Account with all orders and servers</a></p>`;
  const title = `Invoice ${invoiceId}: ${describeInvoice(order)[1].toLowerCase()}`;
  return renderPage({ title, accountPath, content });
}

export function renderInvoiceBadge(order: Order): Html {
  return renderBadge(...describeInvoice(order));
}

export function renderItemBadge(order: Order, item: Item, moment: Moment): Html {
  return isOffInvoice(item) ? renderBadge('over', 'Cancelled') : renderState(stateOf(order, item, moment));
}

export function renderQuantities({ ramGb, cpuCount, storageGb, wantsIpv4 }: Item): string {
  return `${ramGb} GB RAM, ${cpuCount} CPU, ${storageGb} GB storage${wantsIpv4 ? ', IPv4' : ''}`;
}

function renderTotal(order: Order): Html {
  return html`<p class="soft">Total for 30 days</p>
<p class="big amount">${renderAmount(amountCents(order))} ${CURRENCY}</p>`;
}

function renderLine(order: Order, item: Item, moment: Moment): Html {
  const hasNews = order.paidAtMs !== undefined || item.cancelled !== undefined;
  const badge = hasNews ? [renderItemBadge(order, item, moment)] : [];
  const [beside, below] = [...badge, ...renderPrice(order, item)];
  return html`<li><div class="row"><strong><bdi>${item.name}</bdi></strong>${beside}</div>
<div class="row"><span class="soft">VPS: ${renderQuantities(item)}</span>${below}</div></li>`;
}

/** None where it would repeat the total, or where nothing is charged at all. */
function renderPrice(order: Order, item: Item): Html[] {
  if (order.items.length === 1 || isVoid(order)) return [];
  const price = isOffInvoice(item) ? 'not charged' : `${renderAmount(item.priceCents)} ${CURRENCY}`;
  return [html`<span class="amount">${price}</span>`];
}

function renderButton(order: Order): Html {
  return html`<form method="post"><button type="submit">Pay ${renderAmount(amountCents(order))} ${CURRENCY}</button></form>
<p class="soft">This is a sandbox: the button moves no money.</p>`;
}

function isToBePaid(order: Order): boolean {
  return order.paidAtMs === undefined && !isVoid(order);
}

function describeInvoice(order: Order): [tone: Tone, text: string] {
  if (order.paidAtMs !== undefined) return ['good', 'Paid'];
  return isVoid(order) ? ['over', 'Cancelled'] : ['due', 'To be paid'];
}
