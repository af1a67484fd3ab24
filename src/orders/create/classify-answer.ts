import { VpsError } from '../../errors/vps-error.ts';
import {
  asksForPayment,
  findMessage,
  findOrderIds,
  hintsAtOrder,
  hintsAtOrderInText,
  readItemStatuses,
  readStatuses,
  saysNo,
} from '../../provider/order-answer.ts';
import { type Json, type Reply, toNotice, toStatusError } from '../../provider/reply.ts';

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
  const { httpStatus, body } = reply;
  const [orderId, ...otherIds] = findOrderIds(body);
  const named = otherIds.length === 0 ? orderId : undefined;
  const own = readStatuses(body).filter(status => status !== undefined);
  const facts = { status: own.at(-1), message: findMessage(body) };
  if (asksForPayment(reply)) {
    const status = facts.status ?? httpStatus;
    return { kind: 'payment_required', orderId: named, ...facts, status, body: toNotice(reply) };
  }
  const isSuccess = isAccepted(httpStatus);
  if (isSuccess && named !== undefined && saysYes(body))
    return { kind: 'ordered', orderId: named, ...facts, body };
  const items = readItemStatuses(body).filter(status => status !== undefined);
  const error = toError(reply, isSuccess ? [...own, ...items] : [httpStatus]);
  const refusing = isSuccess ? own : [httpStatus, ...own];
  const isRefused = refusing.length > 0 && [...refusing, ...items].every(isRefusal) && !mayNameOrder(reply);
  return isRefused ? { kind: 'not_ordered', error } : { kind: 'unknown', error, orderId: named };
}

/** A status in words that are not known is no yes. */
function saysYes(body: Json | undefined): boolean {
  return [...readStatuses(body), ...readItemStatuses(body)].every(isAccepted) && !saysNo(body);
}

function isAccepted(status = 0): boolean {
  return status >= 200 && status < 300;
}

/** Text that could not be read as JSON, or not at all, may name an order all the same. */
function mayNameOrder(reply: Answer): boolean {
  if (!reply.unreadable) return hintsAtOrder(reply.body);
  return reply.text === undefined || hintsAtOrderInText(reply.text);
}

function toError({ body, unreadable }: Answer, statuses: readonly number[]): VpsError {
  const failing = statuses.find(status => !isAccepted(status));
  if (failing !== undefined) return toStatusError(failing, body);
  return (
    unreadable ??
    new VpsError('bad_response', 'The provider did not say clearly that it made the order, or which one.', {
      provider: body,
    })
  );
}
