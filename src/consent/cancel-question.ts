import type { Order } from '../provider/read-order.ts';

export interface CancelQuestion {
  readonly orderId: string;
  readonly orderItemId?: string;
  /** The order as the provider shows it now; absent when it can't be read. */
  readonly order?: Order;
  readonly host: string;
  readonly sandbox: boolean;
}

/** The question before a cancellation is sent. */
export function renderCancelQuestion({ orderId, orderItemId, order, host, sandbox }: CancelQuestion): string {
  const what = orderItemId === undefined ? `order ${orderId}` : `item ${orderItemId} of order ${orderId}`;
  const items = (order?.items ?? []).filter(item => orderItemId === undefined || item.id === orderItemId);
  const lines = items.map(
    item => `- "${item.name ?? 'unnamed'}"${item.id === undefined ? '' : ` (item ${item.id})`}`,
  );
  return [
    `${sandbox ? 'SANDBOX: ' : ''}Cancel ${what} at ${host}?`,
    lines.length > 0 ? lines.join('\n') : 'Its items could not be read from the provider.',
    'What is cancelled runs to the end of the period that is paid, and is not renewed after that.',
  ].join('\n\n');
}
