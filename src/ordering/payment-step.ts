import type { Payment } from '../provider/payment.ts';

/** What a person does about a payment, as the beginning of a sentence. */
export function toPaymentRequest({ url, url_untrusted }: Payment): string {
  if (url === undefined) return "Ask the person to pay the invoice in the provider's portal";
  return url_untrusted
    ? 'Show the person the payment url, which is on a host that the operator did not name, so that the person checks it and pays'
    : 'Ask the person to pay at the payment url';
}

/** The next step of an order that waits for its payment. */
export function toPaymentStep(payment: Payment, { hasOrderId }: { hasOrderId: boolean }): string {
  const request = toPaymentRequest(payment);
  const steps = hasOrderId
    ? `${request}, then call order_status with this order_id`
    : `Find the order with order_list. ${request}`;
  return `${steps}; never order again, the order and its invoice exist.`;
}
