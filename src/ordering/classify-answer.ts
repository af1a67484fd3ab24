import { VpsError } from '../errors/vps-error.ts';
import { findValue } from '../provider/find-value.ts';
import { readId } from '../provider/read-id.ts';
import { isJsonObject, type Json } from '../provider/read-json.ts';
import { asksForPayment, findOrderIdInText } from '../provider/read-payment.ts';
import { type Reply, toStatusError } from '../provider/reply.ts';
import { readStatus } from '../provider/status.ts';

/** What an answer to `order_create` proves. */
export type Verdict =
  | { kind: 'ordered'; orderId: string; status?: number; message?: string }
  | { kind: 'payment_required'; orderId?: string; status?: number; message?: string; body?: Json }
  | { kind: 'not_ordered'; error: VpsError }
  | { kind: 'unknown'; error: VpsError; orderId?: string };

/** Statuses by which a provider says that it did not take the order. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 413, 415, 422, 429]);

export function isRefusal(status: number): boolean {
  return refusals.has(status);
}

/** Reads an answer so that only proof counts: an order id for `ordered`, a plain refusal or an unsent request for `not_ordered`. */
export function classifyAnswer(reply: Reply): Verdict {
  if (reply.kind === 'failed') return { kind: reply.sent ? 'unknown' : 'not_ordered', error: reply.error };
  const orderId = findOrderId(reply.body);
  const status = findValue(reply.body, ['status'], readStatus);
  const message = findValue(reply.body, ['message'], readMessage);
  if (asksForPayment(reply)) {
    const body = reply.body ?? reply.text;
    return {
      kind: 'payment_required',
      orderId: orderId ?? findOrderIdInText(body),
      status: status ?? reply.httpStatus,
      message,
      body,
    };
  }
  const isSuccess = reply.httpStatus >= 200 && reply.httpStatus < 300;
  const effective = isSuccess ? status : reply.httpStatus;
  const isPlaced = isSuccess && !reply.unreadable && isAccepted(status) && !saysNo(reply.body);
  if (isPlaced && orderId !== undefined) {
    return { kind: 'ordered', orderId, status, message };
  }
  const error = toError(reply, effective);
  const isRefused = effective !== undefined && isRefusal(effective) && !mayNameOrder(reply, orderId);
  return isRefused ? { kind: 'not_ordered', error } : { kind: 'unknown', error, orderId };
}

/** The order id that an answer names, wherever it stands. */
export function findOrderId(body: Json | undefined): string | undefined {
  return (
    findValue(body, ['orderid'], readId) ??
    findValue(body, ['order'], value => (isJsonObject(value) ? readId(value.id) : readId(value)))
  );
}

function isAccepted(status: number | undefined): boolean {
  return status === undefined || (status >= 200 && status < 300);
}

/** A failure told in the words of other APIs; the documentation knows none of them. */
function saysNo(body: Json | undefined): boolean {
  if (!isJsonObject(body)) return false;
  return body.success === false || body.ok === false || holds(body.error) || holds(body.errors);
}

function holds(value: Json | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Text that could not be read as JSON, or not at all, may name an order all the same. */
function mayNameOrder(reply: Reply & { kind: 'answered' }, orderId: string | undefined): boolean {
  if (orderId !== undefined) return true;
  if (!reply.unreadable) return false;
  return reply.text === undefined || /order[-_ ]?id/i.test(reply.text);
}

function toError(reply: Reply & { kind: 'answered' }, status: number | undefined): VpsError {
  if (status !== undefined && !isAccepted(status)) return toStatusError(status, reply.body);
  return (
    reply.unreadable ??
    new VpsError('bad_response', 'The provider accepted the request without naming an order.', {
      provider: reply.body,
    })
  );
}

function readMessage(value: Json): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
