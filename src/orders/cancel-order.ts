import { randomBytes } from 'node:crypto';
import {
  type Asking,
  askedIntent,
  type ClientSide,
  obtainConsent,
  refusals,
} from '../consent/obtain-consent.ts';
import { renderCancelQuestion } from '../consent/questions.ts';
import { nextSteps, VpsError } from '../errors/vps-error.ts';
import { isJsonObject, type Json, type JsonObject, toResultId } from '../provider/json.ts';
import { latestEnd, type Order, readEndsAt } from '../provider/order.ts';
import { findOrderIds, readStatuses, saysNo } from '../provider/order-answer.ts';
import { type Reply, toStatusError } from '../provider/reply.ts';
import { type AskingContext, type OrderCall, type OrderContext, readOrderRecord } from './context.ts';
import { isRefusal } from './create/classify-answer.ts';
import { type ConfirmedBy, toErrorFacts } from './order-result.ts';
import { readOrderAndServers, readOrderAnswer } from './status/read-order.ts';
import { describeCancelled } from './status/status-result.ts';
import { systemClock } from './status/watch.ts';

/** What `order_cancel` answers. */
export interface CancelResult {
  outcome: 'cancelled' | 'declined' | 'not_cancelled' | 'unknown';
  order_id: number | string;
  order_item_id?: number | string;
  /** When it ends, where the provider says it. */
  ends_at?: string;
  confirmed_by?: ConfirmedBy;
  warnings?: string[];
  error?: { code: string; message: string; retryable: boolean };
  provider?: unknown;
  next_step: string;
}

type CancelledIds = Pick<CancelResult, 'order_id' | 'order_item_id'>;

export type CancelOrderCall = Omit<OrderCall, 'confirmedBy'> & { readonly client: ClientSide };

/**
 * `order_cancel`: asks, sends once, and says what is known. Cancelling what this journal knows as cancelled sends nothing.
 * @throws VpsError when nothing was sent.
 */
export async function cancelOrder(
  context: AskingContext,
  target: CancelTarget,
  call: CancelOrderCall,
): Promise<CancelResult | Asking> {
  const ids = toIds(target);
  if (await wasCancelled(context, target)) {
    return {
      outcome: 'cancelled',
      ...ids,
      warnings: ['It was cancelled before; nothing was sent now.'],
      ...(await toEnd(context, target, call)),
    };
  }
  const consent = await askFor(context, target, call);
  if (consent.kind === 'ask') return consent.asking;
  if (consent.kind === 'declined') {
    return { outcome: 'declined', ...ids, next_step: `${refusals[consent.how]}; nothing was cancelled.` };
  }
  if (call.signal?.aborted) throw new VpsError('timeout', 'The call was cancelled before anything was sent.');
  const reply = await context.provider.write('order_cancel', target, {
    timeoutMs: call.budget.remainingMs() - 1_000,
  });
  const result = toResult(reply, ids);
  if (result.outcome !== 'cancelled') return { ...result, confirmed_by: consent.by };
  const warnings = await recordCancellation(context, target);
  return {
    ...result,
    confirmed_by: consent.by,
    ...(warnings.length > 0 && { warnings }),
    ...(await toEnd(context, target, call)),
  };
}

/** Reading when it ends may take this long; it is cancelled, whether that can be read or not. */
const endTimeoutMs = 5_000;

async function toEnd(
  { provider }: OrderContext,
  { order_id, order_item_id }: CancelTarget,
  { budget, signal }: CancelOrderCall,
): Promise<Pick<CancelResult, 'ends_at' | 'next_step'>> {
  const timeoutMs = Math.min(endTimeoutMs, budget.remainingMs() - 1_000);
  const reading = await readOrderAndServers(provider, order_id, {
    clock: systemClock,
    timeoutMs,
    signal,
  }).catch(() => undefined);
  const found = reading?.readiness.found ?? new Map<string, readonly JsonObject[]>();
  const servers = order_item_id === undefined ? [...found.values()].flat() : (found.get(order_item_id) ?? []);
  const endsAt = (reading && readEndsAt(reading.order, order_item_id)) ?? latestEnd(servers);
  return { ...(endsAt !== undefined && { ends_at: endsAt }), next_step: describeCancelled(endsAt) };
}

async function askFor(context: AskingContext, target: CancelTarget, call: CancelOrderCall) {
  const { settings, answered } = context;
  const subject = `order_cancel ${target.order_id} ${target.order_item_id ?? ''}`;
  const question = {
    subject,
    intent: askedIntent(call.client, { subject, answered }) ?? randomBytes(10).toString('hex'),
    needsOpenSshTick: false,
    yesIsSpent: true,
    renderMessage: async () =>
      renderCancelQuestion({
        orderId: target.order_id,
        orderItemId: target.order_item_id,
        order: await readPresentOrder(context, target.order_id, call),
        host: settings.apiUrl.host,
        sandbox: settings.sandbox,
      }),
  };
  return await obtainConsent(question, call.client, {
    mode: settings.confirm,
    answered,
  });
}

/** What the question shows; an order that can't be read is asked about all the same. */
async function readPresentOrder(
  { provider }: OrderContext,
  orderId: string,
  { budget, signal }: OrderCall,
): Promise<Order | undefined> {
  const timeoutMs = Math.min(10_000, budget.remainingMs());
  const reading = await readOrderAnswer(provider, orderId, { timeoutMs, signal }).catch(() => undefined);
  return reading?.order;
}

function toIds({ order_id, order_item_id }: CancelTarget): CancelledIds {
  return {
    order_id: toResultId(order_id),
    ...(order_item_id !== undefined && { order_item_id: toResultId(order_item_id) }),
  };
}

/**
 * A cancellation is a 2xx with nothing in it, as documented, or one whose status says so and which names no other order.
 * Anything that is no plain refusal either is unknown.
 */
function toResult(reply: Reply, ids: CancelledIds): CancelResult {
  if (reply.kind === 'failed') {
    return reply.sent ? toUnknown(reply.error, ids) : toRefused(reply.error, ids);
  }
  const isSuccess = reply.httpStatus >= 200 && reply.httpStatus < 300;
  if (isSuccess && reply.unreadable) return toUnknown(reply.unreadable, ids);
  const status = isSuccess ? readCancelStatus(reply.body, ids) : reply.httpStatus;
  if (status === undefined) {
    const message = 'The provider answered something else than that it was cancelled.';
    return toUnknown(new VpsError('bad_response', message, { provider: reply.body }), ids);
  }
  if (status >= 200 && status < 300)
    return { outcome: 'cancelled', ...ids, next_step: describeCancelled(undefined) };
  const error = toStatusError(status, reply.body);
  return isRefusal(status) ? toRefused(error, ids) : toUnknown(error, ids);
}

/** The status that a 2xx comes to; undefined when it says something, and not that one status. */
function readCancelStatus(
  body: Json | undefined,
  { order_id }: Pick<CancelResult, 'order_id'>,
): number | undefined {
  if (isEmpty(body)) return 200;
  if (findOrderIds(body).some(id => id !== String(order_id))) return undefined;
  const [status, ...others] = new Set(readStatuses(body));
  return others.length === 0 && !saysNo(body) ? status : undefined;
}

function isEmpty(body: Json | undefined): boolean {
  if (isJsonObject(body) || Array.isArray(body)) return Object.keys(body).length === 0;
  return body === undefined || body === null || body === '';
}

function toRefused(error: VpsError, ids: CancelledIds): CancelResult {
  return { outcome: 'not_cancelled', ...ids, ...toErrorFacts(error), next_step: nextSteps[error.code] };
}

function toUnknown(error: VpsError, ids: CancelledIds): CancelResult {
  const next_step =
    'Whether it was cancelled is not known. Read it with order_status, then cancel again if it still stands; that does no harm.';
  return { outcome: 'unknown', ...ids, ...toErrorFacts(error), next_step };
}

/** Ids as digits. */
export interface CancelTarget {
  readonly order_id: string;
  readonly order_item_id?: string;
}

/** Whether this journal knows the order, or the item, as cancelled; a journal that can't be read knows nothing. */
async function wasCancelled(context: OrderContext, target: CancelTarget): Promise<boolean> {
  const record = await readOrderRecord(context, target.order_id).catch(() => undefined);
  if (record?.ended === 'cancelled') return true;
  return target.order_item_id !== undefined && (record?.cancelled_items ?? []).includes(target.order_item_id);
}

/** Notes a cancellation, so that an identical order is a new one; the warnings say when that was not possible. */
async function recordCancellation(context: OrderContext, target: CancelTarget): Promise<string[]> {
  try {
    for (;;) {
      const record = await readOrderRecord(context, target.order_id);
      if (!record) return [];
      const { order_item_id: item } = target;
      const cancelled = [
        ...new Set([...(record.cancelled_items ?? []), ...(item === undefined ? [] : [item])]),
      ];
      const isWhole = item === undefined || cancelled.length >= record.items.length;
      const change = {
        state: record.state,
        cancelled_items: cancelled,
        ...(isWhole && { ended: 'cancelled' as const }),
      };
      if (await context.journal.change(record, change)) return [];
    }
  } catch {
    return ['The cancellation could not be written to the order journal.'];
  }
}
