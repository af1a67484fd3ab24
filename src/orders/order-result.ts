import type { VpsError } from '../errors/vps-error.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Payment, ShownPayment } from '../provider/payment.ts';
import type { JsonObject } from '../provider/reply.ts';
import { toResultId } from '../request/ids.ts';
import type { OpenOrder } from './open-orders.ts';

export type ConfirmedBy = 'person' | 'client' | 'nobody';

/** What `order_create` answers; a plain object, so that building it can't fail. */
export interface OrderResult {
  outcome: 'ordered' | 'payment_required' | 'dry_run' | 'declined' | 'not_ordered' | 'unknown';
  order_id?: number | string;
  status?: number;
  message?: string;
  reference?: string;
  idempotency_key?: string;
  payment?: ShownPayment;
  /** With its lines in a dry run. */
  estimate?: object;
  invoice_check?: object;
  replayed?: true;
  reconciled?: true;
  matched_by?: string;
  /** Open orders that this one resembles. */
  unresolved?: OpenOrder[];
  /** Servers that bear one of the names, when the answer to the order was lost. */
  servers_seen?: JsonObject[];
  confirmed_by?: ConfirmedBy;
  warnings?: string[];
  request?: object;
  /** What the operator's limits leave, in a dry run. */
  limits?: object;
  /** Who would be asked, in a dry run. */
  confirmation?: ConfirmedBy;
  error?: { code: string; message: string; retryable: boolean };
  provider?: unknown;
  next_step: string;
}

/** What every result says of its record. */
export function toRecordFacts(record: JournalRecord): Partial<OrderResult> {
  return {
    ...(record.order_id === undefined ? {} : { order_id: toResultId(record.order_id) }),
    ...(record.status === undefined ? {} : { status: record.status }),
    ...(record.message === undefined ? {} : { message: record.message }),
    reference: record.reference,
    ...(record.estimate === undefined ? {} : { estimate: record.estimate }),
    ...(record.key === undefined ? {} : { idempotency_key: record.key }),
    ...(record.matched_by === undefined ? {} : { reconciled: true, matched_by: record.matched_by }),
    ...(record.confirmed_by === undefined ? {} : { confirmed_by: record.confirmed_by }),
  };
}

export function toErrorFacts(error: VpsError) {
  const { code, message, retryable, provider } = error;
  return { error: { code, message, retryable }, ...(provider === undefined ? {} : { provider }) };
}

/** What a person does about a payment, as the beginning of a sentence. */
export function toPaymentRequest({ url, url_untrusted }: Payment): string {
  if (url === undefined) return "Ask the person to pay the invoice in the provider's portal";
  return url_untrusted
    ? 'Show the person the payment url, which is on a host that the operator did not name, so that the person checks it and pays'
    : 'Ask the person to pay at the payment url';
}

/** The next step of an order that waits for its payment. */
export function toPaymentStep(payment: Payment, { order_id }: JournalRecord): string {
  const request = toPaymentRequest(payment);
  const steps = order_id
    ? `${request}, then call order_status with this order_id`
    : `Find the order with order_list. ${request}`;
  return `${steps}; never order again, the order and its invoice exist.`;
}
