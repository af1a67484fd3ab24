import type { ConfirmedBy } from '../consent/obtain-consent.ts';
import { nextSteps, toErrorFacts, VpsError } from '../errors/vps-error.ts';
import { isUnpaid, type JournalRecord, namesOf } from '../journal/record.ts';
import { checkInvoice } from '../money/invoice.ts';
import type { Payment, ShownPayment } from '../provider/payment.ts';
import type { Json, JsonObject } from '../provider/reply.ts';
import { toResultId } from '../request/ids.ts';
import { type OrderContext, readKnownPayment } from './context.ts';
import { bearsName } from './lookup/match-orders.ts';
import { describeOpenOrder, type OpenOrder, renderWayOut, toOpenOrder } from './open-orders.ts';

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
function toRecordFacts(record: JournalRecord): Partial<OrderResult> {
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

/** What a person does about a payment, as the beginning of a sentence. */
export function toPaymentRequest({ url, url_untrusted }: Payment): string {
  if (url === undefined) return "Ask the person to pay the invoice in the provider's portal";
  return url_untrusted
    ? 'Show the person the payment url, which is on a host that the operator did not name, so that the person checks it and pays'
    : 'Ask the person to pay at the payment url';
}

/** The next step of an order that waits for its payment. */
function toPaymentStep(payment: Payment, { order_id }: JournalRecord): string {
  const request = toPaymentRequest(payment);
  const steps = order_id
    ? `${request}, then call order_status with this order_id`
    : `Find the order with order_list. ${request}`;
  return `${steps}; never order again, the order and its invoice exist.`;
}

/** A settled or payable record as the answer of `order_create`. */
export function toPlacedResult(
  context: OrderContext,
  record: JournalRecord,
  present: { body?: Json; warnings?: string[]; replayed?: true } = {},
): OrderResult {
  const { body, warnings = [], replayed } = present;
  const payment = readKnownPayment(context, body, record);
  const { check, warnings: invoiceWarnings } = checkInvoice(record.estimate, payment);
  const all = [...warnings, ...invoiceWarnings];
  const facts = {
    ...toRecordFacts(record),
    ...(check && { invoice_check: check }),
    ...(replayed && { replayed }),
    ...(all.length > 0 && { warnings: all }),
  };
  const note = replayed && record.ended === undefined ? `${replayNote} ` : '';
  if (!isUnpaid(record)) {
    const step = record.ended === 'failed' ? orderFailedStep : orderedStep;
    return { outcome: 'ordered', ...facts, next_step: `${note}${step}` };
  }
  return {
    outcome: 'payment_required',
    ...facts,
    payment: { kind: 'invoice', ...payment },
    next_step: `${note}${toPaymentStep(payment, record)}`,
  };
}

const orderedStep =
  'Call order_status with this order_id and wait_seconds to learn when the servers are ready.';

const orderFailedStep =
  'The order exists and the provider reports a failure: read it with order_status and tell the person before ordering anything else.';

const replayNote =
  'Nothing new was ordered: this is the order that the same call made before; a new idempotency_key orders another one.';

/** What is said of an order whose answer was lost. */
export interface Unknown {
  readonly error: VpsError;
  readonly warnings?: readonly string[];
  /** Servers at the provider that bear one of the names. */
  readonly serversSeen?: readonly JsonObject[];
}

export function toUnknownResult(
  context: OrderContext,
  record: JournalRecord,
  { error, warnings = [], serversSeen = [] }: Unknown,
): OrderResult {
  const facts = toErrorFacts(error);
  const seen = serversSeen.length > 0 ? `${renderServersSeen(record, serversSeen)} ` : '';
  return {
    outcome: 'unknown',
    ...toRecordFacts(record),
    ...facts,
    // Repeating the call looks an unknown order up and never sends it, whatever the reason is that it is unknown.
    error: { ...facts.error, retryable: true },
    ...(serversSeen.length > 0 && { servers_seen: [...serversSeen] }),
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    next_step: `${seen}${toUnknownStep(context, record)}`,
  };
}

function renderServersSeen(record: JournalRecord, servers: readonly JsonObject[]): string {
  const names = namesOf(record).filter(name => servers.some(server => bearsName(server, name)));
  const quoted = names.map(name => JSON.stringify(name)).join(', ');
  return names.length === 1
    ? `A server named ${quoted} runs: if it is yours, the order went through.`
    : `Servers named ${quoted} run: if they are yours, the order went through.`;
}

/** Lists lag by minutes; after this long another look finds nothing that a person would not find sooner. */
const lookAgainMs = 30 * 60_000;

function toUnknownStep(context: OrderContext, record: JournalRecord): string {
  const id = record.order_id === undefined ? '' : ` It may be order ${record.order_id}: see order_status.`;
  const again =
    context.ages.sinceMade(record) < lookAgainMs
      ? 'Call again with the same arguments, once a minute for up to half an hour: that only looks the order up and sends nothing.'
      : 'Looking it up again has found nothing for half an hour.';
  return `Whether it was ordered is not known, and money may have been spent; do not order it in another way.${id} ${again} ${renderWayOut(context, [record])}`;
}

/** What is certain about a record, for when nothing more can be said. */
export function toKnownResult(
  context: OrderContext,
  record: JournalRecord,
  warnings: string[] = [],
): OrderResult {
  const facts = { ...toRecordFacts(record), ...(warnings.length > 0 && { warnings }) };
  const { state } = record;
  if (state === 'ordered') return { outcome: state, ...facts, next_step: orderedStep };
  if (state === 'payment_required') return { outcome: state, ...facts, next_step: toPaymentStep({}, record) };
  if (state === 'not_ordered') return { outcome: state, ...facts, next_step: nextSteps.bad_response };
  return { outcome: 'unknown', ...facts, next_step: toUnknownStep(context, record) };
}

export function toInProgressResult(record: JournalRecord): OrderResult {
  const error = new VpsError('in_progress', 'The same order is still being placed by another call.');
  return {
    outcome: 'unknown',
    ...toRecordFacts(record),
    ...toErrorFacts(error),
    next_step:
      'The same order is still in flight: repeat this very call in some seconds; it is never sent twice.',
  };
}

/** What the provider answered to the same call, which another one sent. */
export function toRefusedResult(record: JournalRecord): OrderResult {
  const {
    reference,
    error_code: code = 'bad_response',
    message = 'The provider refused the order.',
  } = record;
  const error = new VpsError(code, message);
  return { outcome: 'not_ordered', reference, ...toErrorFacts(error) };
}

/** Refused because of open orders that it resembles, which nobody here could be shown. */
export function toUnresolvedResult(context: OrderContext, records: readonly JournalRecord[]): OrderResult {
  const message = `An order that this one resembles is not settled, so nothing was sent now: ${records.map(describeOpenOrder).join('; ')}.`;
  return {
    outcome: 'not_ordered',
    unresolved: records.map(toOpenOrder),
    ...toErrorFacts(new VpsError('unresolved', message)),
    next_step: `Repeat the earlier call with its own arguments to look its order up. ${renderWayOut(context, records)}`,
  };
}

export function toConflictResult(record: JournalRecord, about: 'request' | 'credential'): OrderResult {
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
