import type { RawAnswer } from './http.ts';
import {
  amountCents,
  currency,
  type Item,
  type ItemState,
  isOffInvoice,
  isToBePaid,
  isVoid,
  type Order,
  renderAmount,
  stateOf,
} from './order.ts';
import { type Html, html, renderBadge, renderPage, renderTime, type Tone } from './page.ts';
import { accountPathOf, type Run } from './run.ts';

/** What is to be paid, and the button that pays it; looking at the page changes nothing. */
export function renderInvoicePage(order: Order, run: Run): RawAnswer {
  const { invoiceId } = order;
  const nowMs = run.account.now();
  const accountPath = accountPathOf(run);
  const total = `${renderAmount(amountCents(order))} ${currency}`;
  const price = html`<p class="soft">Total for 30 days</p>
<p class="big amount">${total}</p>`;
  const button = html`<form method="post"><button type="submit">Pay ${total}</button></form>
<p class="soft">This is a sandbox: the button moves no money.</p>`;
  const content = html`<div class="row title"><h1>Invoice ${invoiceId}</h1>${renderBadge(...describeInvoice(order))}</div>
<p class="soft">Order ${order.id}${order.reference && html`, reference “<bdi>${order.reference}</bdi>”`}, ${renderTime(order.createdAtMs)}</p>
${renderNotice(order, nowMs)}
<section class="card" aria-label="What is on the invoice">
${!isVoid(order) && price}
<ul class="lines">${order.items.map(item => renderLine(order, item, nowMs))}</ul>
${isToBePaid(order) && button}
</section>
<p><a href="${accountPath}">Account with all orders and servers</a></p>`;
  const title = `Invoice ${invoiceId}: ${describeInvoice(order)[1].toLowerCase()}`;
  return renderPage({ title, accountPath, content });
}

const badgeOfState: Record<ItemState, [tone: Tone, text: string]> = {
  unpaid: ['due', 'To be paid'],
  processing: ['busy', 'Being set up'],
  ready: ['good', 'Ready'],
  cancelled: ['over', 'Cancelled'],
  ended: ['over', 'Ended'],
};

export function renderItemBadge(order: Order, item: Item, nowMs: number): Html {
  return renderBadge(...badgeOfState[isOffInvoice(item) ? 'cancelled' : stateOf(order, item, nowMs)]);
}

export function renderQuantities({ ramGb, cpuCount, storageGb, wantsIpv4 }: Item): string {
  return `${ramGb} GB RAM, ${cpuCount} CPU, ${storageGb} GB storage${wantsIpv4 ? ', IPv4' : ''}`;
}

function renderLine(order: Order, item: Item, nowMs: number): Html {
  const hasNews = order.paid !== undefined || item.cancelled !== undefined;
  const badge = hasNews ? [renderItemBadge(order, item, nowMs)] : [];
  const [beside, below] = [...badge, ...renderPrice(order, item)];
  return html`<li><div class="row"><strong><bdi>${item.name}</bdi></strong>${beside}</div>
<div class="row"><span class="soft">VPS: ${renderQuantities(item)}</span>${below}</div></li>`;
}

/** None where it would repeat the total, or where nothing is charged at all. */
function renderPrice(order: Order, item: Item): Html[] {
  if (order.items.length === 1 || isVoid(order)) return [];
  const price = isOffInvoice(item)
    ? 'not charged'
    : `${renderAmount(amountCents({ items: [item] }))} ${currency}`;
  return [html`<span class="amount">${price}</span>`];
}

export function describeInvoice(order: Order): [tone: Tone, text: string] {
  if (order.paid !== undefined) return ['good', 'Paid'];
  return isVoid(order) ? ['over', 'Cancelled'] : ['due', 'To be paid'];
}

/** What has become of the invoice; none while it is to be paid. */
function renderNotice(order: Order, nowMs: number): Html | undefined {
  if (order.paid) {
    return html`<div class="card notice good" role="status">
<p><strong>Paid on ${renderTime(order.paid.atMs)}. Thank you.</strong></p>
<p>${describeProgress(order, nowMs)} You can close this page and go back to your agent.</p>
</div>`;
  }
  if (!isVoid(order)) return undefined;
  return html`<p class="card notice over" role="status"><strong>There is nothing to pay.</strong> The order was cancelled.</p>`;
}

/** Cancelled items are told of only when there are no others. */
function describeProgress(order: Order, nowMs: number): string {
  const states = order.items.map(item => stateOf(order, item, nowMs));
  const going = states.filter(state => state === 'processing' || state === 'ready');
  const subject = going.length === 1 ? 'The server is' : 'The servers are';
  if (going.includes('processing')) return `${subject} being set up.`;
  if (going.length > 0) return `${subject} ready.`;
  return states.includes('cancelled')
    ? 'The order is cancelled and runs to the end of the paid time.'
    : 'The order was cancelled and has ended.';
}
