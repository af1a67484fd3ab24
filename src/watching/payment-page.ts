import * as z from 'zod';
import type { Asking, ClientSide } from '../consent/asking.ts';
import type { Payment } from '../provider/read-payment.ts';

const stateSchema = z.object({ subject: z.literal('payment_page'), order: z.string() });

/** The question whether the person opens the payment page; undefined when it can't be asked, or was. */
export function askToOpenPage(of: {
  orderId: string;
  payment: Payment;
  client: ClientSide;
}): Asking | undefined {
  const { orderId, payment, client } = of;
  if (!client.canOpenPage || payment.url === undefined || payment.url_untrusted) return undefined;
  if (client.reply && stateSchema.safeParse(client.state).data?.order === orderId) return undefined;
  const amount =
    payment.amount === undefined
      ? ''
      : ` of ${payment.amount}${payment.currency ? ` ${payment.currency}` : ''}`;
  return {
    ask: 'page',
    message: `Order ${orderId} waits for a payment${amount}. Open the payment page?`,
    url: payment.url,
    state: { subject: 'payment_page', order: orderId },
  };
}

/** Whether the person opened the page, which is not yet a payment; undefined when nobody was asked. */
export function wasPageOpened(client: ClientSide): boolean | undefined {
  return stateSchema.safeParse(client.state).success && client.reply
    ? client.reply.action === 'accept'
    : undefined;
}
