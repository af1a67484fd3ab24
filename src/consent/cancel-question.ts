import { type Order, type OrderItem, readEndsAt } from '../provider/order.ts';
import { renderHeadline } from './headline.ts';
import { quoteText, renderParagraphs } from './order-question.ts';

export interface CancelQuestion {
  readonly orderId: string;
  readonly orderItemId?: string;
  /** The order as the provider shows it now; absent when it can't be read. */
  readonly order?: Order;
  readonly host: string;
  readonly sandbox: boolean;
}

/** The question before a cancellation is sent. */
export function renderCancelQuestion(question: CancelQuestion): string {
  const { orderId, orderItemId, order, host, sandbox } = question;
  const endsAt = order && readEndsAt(order, orderItemId);
  const what = orderItemId === undefined ? `order ${orderId}` : `item ${orderItemId} of order ${orderId}`;
  const ends = endsAt === undefined ? 'It runs to the end of the paid period.' : `It runs until ${endsAt}.`;
  return renderParagraphs([
    renderHeadline(`${sandbox ? 'SANDBOX: ' : ''}Cancel ${what} at ${host}?`, [
      ends,
      'This cannot be undone.',
    ]),
    renderItems(question),
    ...(order?.reference === undefined ? [] : [[`Reference of the order: ${quoteText(order.reference)}`]]),
    [
      'What is cancelled runs to the end of the period that is paid, and is not renewed after that.',
      ...(sandbox ? ['This is the sandbox: no real server is cancelled.'] : []),
    ],
  ]);
}

function renderItems({ order, orderItemId }: CancelQuestion): string[] {
  if (!order || order.items.length === 0) return ['The provider does not show its items now.'];
  if (orderItemId === undefined)
    return [`All of its items (${order.items.length}):`, ...order.items.map(renderItem)];
  const cancelled = order.items.filter(({ id }) => id === orderItemId);
  return cancelled.length > 0
    ? cancelled.map(renderItem)
    : ['The provider does not show such an item in this order. It shows:', ...order.items.map(renderItem)];
}

function renderItem({ id, name }: OrderItem): string {
  return `- ${name === undefined ? 'without a name' : quoteText(name)}${id === undefined ? '' : ` (item ${id})`}`;
}
