import { VpsError } from '../errors/vps-error.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Json } from '../provider/json.ts';
import { judgePage, mergePayments, readPayment } from '../provider/read-payment.ts';
import type { DeskContext } from './desk-context.ts';
import { isUnpaid } from './find-record.ts';
import { type OrderResult, orderNextSteps, toErrorFacts, toRecordFacts } from './order-result.ts';
import { toPaymentStep } from './payment-step.ts';

/** A settled or payable record as the answer of `order_create`. */
export function presentPlaced(
  context: DeskContext,
  record: JournalRecord,
  present: { body?: Json; warnings?: string[]; replayed?: true } = {},
): OrderResult {
  const { body, warnings = [], replayed } = present;
  const facts = {
    ...toRecordFacts(record),
    ...(replayed && { replayed }),
    ...(warnings.length > 0 && { warnings }),
  };
  if (!isUnpaid(record)) {
    const next_step = record.ended === 'failed' ? orderNextSteps.orderedButFailed : orderNextSteps.ordered;
    return { outcome: 'ordered', ...facts, next_step };
  }
  const known = mergePayments(record.payment, readPayment(body, toPaymentRules(context)));
  const payment = judgePage(known, context.settings.paymentHosts);
  const next_step = toPaymentStep(payment, { hasOrderId: record.order_id !== undefined });
  return { outcome: 'payment_required', ...facts, payment, next_step };
}

export function toPaymentRules(context: DeskContext) {
  return { apiUrl: context.provider.apiUrl, paymentHosts: context.settings.paymentHosts };
}

export function presentUnknown(record: JournalRecord, error: VpsError, warnings: string[] = []): OrderResult {
  const next_step = record.order_id === undefined ? orderNextSteps.unknown : orderNextSteps.unknownWithId;
  return {
    outcome: 'unknown',
    ...toRecordFacts(record),
    ...toRepeatable(error),
    ...(warnings.length > 0 && { warnings }),
    next_step,
  };
}

/** Repeating the call looks an unknown order up and never sends it, whatever the reason is that it is unknown. */
function toRepeatable(error: VpsError): Pick<OrderResult, 'error' | 'provider'> {
  const { error: facts, provider } = toErrorFacts(error);
  return {
    ...(facts && { error: { ...facts, retryable: true } }),
    ...(provider !== undefined && { provider }),
  };
}

/** What is certain about a record, for when nothing more can be said. */
export function presentEssence(record: JournalRecord, warnings: string[] = []): OrderResult {
  const { state } = record;
  const outcome = state === 'ordered' || state === 'payment_required' ? state : 'unknown';
  const facts = { ...toRecordFacts(record), ...(warnings.length > 0 && { warnings }) };
  return { outcome, ...facts, next_step: essentialSteps[outcome] };
}

const essentialSteps = {
  ordered: orderNextSteps.ordered,
  payment_required: toPaymentStep({}, { hasOrderId: true }),
  unknown: orderNextSteps.unknown,
} as const;

export function presentInProgress(record: JournalRecord | undefined): OrderResult {
  const error = new VpsError('in_progress', 'The same order is still being placed by another call.');
  return {
    outcome: 'unknown',
    ...(record && toRecordFacts(record)),
    ...toErrorFacts(error),
    next_step: orderNextSteps.inProgress,
  };
}

export function presentUnresolved(record: JournalRecord): OrderResult {
  const error = new VpsError(
    'unresolved',
    `The same request was sent on ${record.created_at} with reference "${record.reference}" and is not settled (${record.state}); nothing was sent now.`,
  );
  const { order_id, reference } = toRecordFacts(record);
  return {
    outcome: 'not_ordered',
    ...(order_id !== undefined && { order_id }),
    reference,
    ...toErrorFacts(error),
    next_step: orderNextSteps.unresolved,
  };
}

export function presentConflict(record: JournalRecord, about: 'request' | 'credential'): OrderResult {
  const isSettled = record.state === 'ordered';
  const message =
    about === 'credential'
      ? 'The same order was made with another credential, which may be another account; nothing was sent. If it is, the operator sets VPS_ACCOUNT to keep the two apart.'
      : `This idempotency_key names another request (reference "${record.reference}", ${record.state}); nothing was sent.`;
  const next_step =
    about === 'credential'
      ? 'Ask the operator of this server which account is meant.'
      : isSettled
        ? 'Repeat the original request with this key, or use a new key for this one.'
        : 'Repeat the original request with this key until it is settled, before anything else is ordered.';
  return {
    outcome: 'not_ordered',
    ...toErrorFacts(new VpsError('idempotency_conflict', message)),
    next_step,
  };
}
