import { type Html, html } from './html.ts';
import { isVoid, type Moment, type Order, stateOf } from './order-state.ts';
import { renderTime } from './page-layout.ts';

/** What has become of the invoice; none while it is to be paid. */
export function renderNotice(order: Order, moment: Moment): Html | undefined {
  if (order.paidAtMs !== undefined) {
    return html`<div class="card notice good" role="status">
<p><strong>Paid on ${renderTime(order.paidAtMs)}. Thank you.</strong></p>
<p>${describeProgress(order, moment)} You can close this page and go back to your agent.</p>
</div>`;
  }
  if (!isVoid(order)) return undefined;
  return html`<p class="card notice over" role="status"><strong>There is nothing to pay.</strong> The order was cancelled.</p>`;
}

/** Cancelled items are told of only when there are no others. */
function describeProgress(order: Order, moment: Moment): string {
  const states = order.items.map(item => stateOf(order, item, moment));
  const going = states.filter(state => state === 'processing' || state === 'ready');
  const subject = going.length === 1 ? 'The server is' : 'The servers are';
  if (going.includes('processing')) return `${subject} being set up.`;
  if (going.length > 0) return `${subject} ready.`;
  return states.includes('cancelled')
    ? 'The order is cancelled and runs to the end of the paid time.'
    : 'The order was cancelled and has ended.';
}
