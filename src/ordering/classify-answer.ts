import { VpsError } from '../errors/vps-error.ts';
import { findOrderId, orderPartsOf } from '../provider/find-order-id.ts';
import { contradiction, findValue, readMembers } from '../provider/find-value.ts';
import { hintsAtOrder, hintsAtOrderInText } from '../provider/hints-at-order.ts';
import type { Json } from '../provider/json.ts';
import { asksForPayment } from '../provider/payment-demand.ts';
import { findOrderIdInText } from '../provider/read-payment.ts';
import { type Reply, toNotice, toStatusError } from '../provider/reply.ts';
import { readStatus } from '../provider/status.ts';

/** What an answer to `order_create` proves. */
export type Verdict =
  | { kind: 'ordered'; orderId: string; status?: number; message?: string; body?: Json }
  | { kind: 'payment_required'; orderId?: string; status?: number; message?: string; body?: Json }
  | { kind: 'not_ordered'; error: VpsError }
  | { kind: 'unknown'; error: VpsError; orderId?: string };

/** Statuses by which a provider says that it did not take the order. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 413, 415, 422, 429]);

export function isRefusal(status: number): boolean {
  return refusals.has(status);
}

type Answer = Reply & { kind: 'answered' };

/** Reads an answer so that only proof counts: an order id for `ordered`, a plain refusal or an unsent request for `not_ordered`. */
export function classifyAnswer(reply: Reply): Verdict {
  if (reply.kind === 'failed') return { kind: reply.sent ? 'unknown' : 'not_ordered', error: reply.error };
  const own = readOwnStatuses(reply.body);
  const statuses = [...own, findValue(reply.body, ['status'], readStatus) ?? []].flat();
  const facts = { status: statuses[0], message: findValue(reply.body, ['message'], readMessage) };
  if (asksForPayment(reply)) return toDemand(reply, facts);
  const named = findOrderId(reply.body);
  const orderId = named === contradiction ? undefined : named;
  const isSuccess = reply.httpStatus >= 200 && reply.httpStatus < 300;
  const isPlaced = isSuccess && !reply.unreadable && statuses.every(isAccepted) && !saysNo(reply.body);
  if (isPlaced && orderId !== undefined) return { kind: 'ordered', orderId, ...facts, body: reply.body };
  const error = toError(reply, isSuccess ? statuses : [reply.httpStatus]);
  const refusing = isSuccess ? own : [reply.httpStatus, ...own];
  const isRefused = refusing.length > 0 && refusing.every(isRefusal) && !mayNameOrder(reply);
  return isRefused ? { kind: 'not_ordered', error } : { kind: 'unknown', error, orderId };
}

function toDemand(reply: Answer, { status, message }: { status?: number; message?: string }): Verdict {
  const body = toNotice(reply);
  // A sentence is no judge over members that name several orders.
  const named = findOrderId(reply.body) ?? findOrderIdInText(body);
  return {
    kind: 'payment_required',
    orderId: named === contradiction ? undefined : named,
    status: status ?? reply.httpStatus,
    message,
    body,
  };
}

/** The statuses of the answer and its order, the order's first; one that stands deeper may be that of anything. */
function readOwnStatuses(body: Json | undefined): number[] {
  return orderPartsOf(body).flatMap(part => readStatus(part.status) ?? []);
}

function isAccepted(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Where other APIs put the number of a failure. Successes are numbered too freely there to be read. */
const failureKeys = ['httpstatus', 'httpstatuscode', 'statuscode', 'code', 'errorcode'];

/** A failure told in the words of other APIs; the documentation knows none of them. */
function saysNo(body: Json | undefined): boolean {
  return orderPartsOf(body).some(
    part =>
      part.success === false ||
      part.ok === false ||
      holds(part.error) ||
      holds(part.errors) ||
      failureKeys.some(key => readMembers(part, key, readStatus).some(isFailure)),
  );
}

function isFailure(status: number): boolean {
  return status >= 400 && status < 600;
}

function holds(value: Json | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Text that could not be read as JSON, or not at all, may name an order all the same. */
function mayNameOrder(reply: Answer): boolean {
  if (!reply.unreadable) return hintsAtOrder(reply.body);
  return reply.text === undefined || hintsAtOrderInText(reply.text);
}

function toError(reply: Answer, statuses: readonly number[]): VpsError {
  const failing = statuses.find(status => !isAccepted(status));
  if (failing !== undefined) return toStatusError(failing, reply.body);
  return (
    reply.unreadable ??
    new VpsError('bad_response', 'The provider accepted the request without saying which order it made.', {
      provider: reply.body,
    })
  );
}

function readMessage(value: Json): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
