import type { Order, OrderItem } from '../provider/order.ts';
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
  const what = orderItemId === undefined ? `order ${orderId}` : `item ${orderItemId} of order ${orderId}`;
  return renderParagraphs([
    [`${sandbox ? 'SANDBOX: ' : ''}Cancel ${what} at ${host}?`],
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
