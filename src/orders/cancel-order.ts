import { randomBytes } from 'node:crypto';
import { askedIntent, type ClientSide, obtainConsent, refusals } from '../consent/obtain-consent.ts';
import { renderCancelQuestion } from '../consent/question-text.ts';
import { toErrorFacts, VpsError } from '../errors/vps-error.ts';
import { latestEnd, readEndsAt } from '../provider/order.ts';
import { findOrderIds, readStatuses, saysNo } from '../provider/order-answer.ts';
import { type Json, type JsonObject, type Reply, toStatusError } from '../provider/reply.ts';
import { toResultId } from '../request/ids.ts';
import { type AskingContext, type OrderCall, type OrderContext, readOrderRecord } from './context.ts';
import { isRefusal } from './create/classify-answer.ts';
import { describeCancelled } from './status/order-status.ts';
import { readOrderAndServers, readOrderAnswer } from './status/read-order.ts';

/** Ids as digits. */
export interface CancelTarget {
  readonly order_id: string;
  readonly order_item_id?: string;
}

export type CancelOrderCall = Omit<OrderCall, 'confirmedBy'> & { readonly client: ClientSide };

/**
 * `order_cancel`: asks, sends once, and says what is known. Cancelling what this journal knows as cancelled sends nothing.
 * @throws VpsError when nothing was sent.
 */
export async function cancelOrder(context: AskingContext, target: CancelTarget, call: CancelOrderCall) {
  const { order_id, order_item_id: item } = target;
  const ids = {
    order_id: toResultId(order_id),
    ...(item !== undefined && { order_item_id: toResultId(item) }),
  };
  if (await wasCancelled(context, target)) {
    const warnings = ['It was cancelled before; nothing was sent now.'];
    return { outcome: 'cancelled', ...ids, warnings, ...(await readEnd(context, target, call)) };
  }
  const consent = await askFor(context, target, call);
  if (consent.kind === 'ask') return consent.asking;
  if (consent.kind === 'declined')
    return { outcome: 'declined', ...ids, next_step: `${refusals[consent.how]}; nothing was cancelled.` };
  if (call.signal?.aborted) throw new VpsError('timeout', 'The call was cancelled before anything was sent.');
  const timeoutMs = call.budget.remainingMs() - 1_000;
  const reply = await context.provider.write('order_cancel', target, { timeoutMs });
  const { outcome, error } = judgeAnswer(reply, order_id);
  const facts = { outcome, ...ids, confirmed_by: consent.by };
  if (error) {
    const refused = { ...facts, ...toErrorFacts(error) };
    return outcome === 'unknown' ? { ...refused, next_step: unknownStep } : refused;
  }
  const warnings = await recordCancellation(context, target);
  return {
    ...facts,
    ...(warnings.length > 0 && { warnings }),
    ...(await readEnd(context, target, call)),
  };
}

const unknownStep =
  'Whether it was cancelled is not known. Read it with order_status, then cancel again if it still stands; that does no harm.';

async function askFor(context: AskingContext, target: CancelTarget, call: CancelOrderCall) {
  const { settings, answered, provider } = context;
  const { order_id: orderId, order_item_id: orderItemId } = target;
  const subject = `order_cancel ${orderId} ${orderItemId ?? ''}`;
  const question = {
    subject,
    intent: askedIntent(call.client, { subject, answered }) ?? randomBytes(10).toString('hex'),
    yesIsSpent: true,
    renderMessage: async () => {
      const read = { timeoutMs: Math.min(10_000, call.budget.remainingMs()), signal: call.signal };
      // An order that can't be read is asked about all the same.
      const reading = await readOrderAnswer(provider, orderId, read).catch(() => undefined);
      const { apiUrl, sandbox } = settings;
      return renderCancelQuestion({
        orderId,
        orderItemId,
        order: reading?.order,
        host: apiUrl.host,
        sandbox,
      });
    },
  };
  return await obtainConsent(question, call.client, context);
}

/**
 * A cancellation is a 2xx with nothing in it, as documented, or one whose status says so and which names no other order.
 * Anything that is no plain refusal either is unknown.
 */
function judgeAnswer(
  reply: Reply,
  orderId: string,
): { outcome: 'cancelled' | 'not_cancelled' | 'unknown'; error?: VpsError } {
  if (reply.kind === 'failed')
    return { outcome: reply.sent ? 'unknown' : 'not_cancelled', error: reply.error };
  const { httpStatus, body, unreadable } = reply;
  const isSuccess = httpStatus >= 200 && httpStatus < 300;
  if (isSuccess && unreadable) return { outcome: 'unknown', error: unreadable };
  const status = isSuccess ? readCancelStatus(body, orderId) : httpStatus;
  if (status === undefined) {
    const message = 'The provider answered something else than that it was cancelled.';
    return { outcome: 'unknown', error: new VpsError('bad_response', message, { provider: body }) };
  }
  if (status >= 200 && status < 300) return { outcome: 'cancelled' };
  return { outcome: isRefusal(status) ? 'not_cancelled' : 'unknown', error: toStatusError(status, body) };
}

/** The status that a 2xx comes to; undefined when it says something, and not that one status. */
function readCancelStatus(body: Json | undefined, orderId: string): number | undefined {
  const isEmpty = typeof body === 'object' ? Object.keys(body ?? {}).length === 0 : (body ?? '') === '';
  if (isEmpty) return 200;
  if (findOrderIds(body).some(id => id !== orderId)) return undefined;
  const [status, ...others] = new Set(readStatuses(body));
  return others.length === 0 && !saysNo(body) ? status : undefined;
}

/** Reading when it ends may take this long; it is cancelled, whether that can be read or not. */
const endTimeoutMs = 5_000;

async function readEnd(
  { provider }: OrderContext,
  { order_id, order_item_id }: CancelTarget,
  { budget, signal }: CancelOrderCall,
) {
  const remainingMs = () => Math.min(endTimeoutMs, budget.remainingMs() - 1_000);
  const reading = await readOrderAndServers(provider, order_id, { remainingMs, signal }).catch(
    () => undefined,
  );
  const found = reading?.found ?? new Map<string, readonly JsonObject[]>();
  const servers = order_item_id === undefined ? [...found.values()].flat() : (found.get(order_item_id) ?? []);
  const endsAt = (reading && readEndsAt(reading.order, order_item_id)) ?? latestEnd(servers);
  return { ...(endsAt !== undefined && { ends_at: endsAt }), next_step: describeCancelled(endsAt) };
}

/** Whether this journal knows the order, or the item, as cancelled; a journal that can't be read knows nothing. */
async function wasCancelled(context: OrderContext, target: CancelTarget): Promise<boolean> {
  const record = await readOrderRecord(context, target.order_id).catch(() => undefined);
  if (record?.ended === 'cancelled') return true;
  return target.order_item_id !== undefined && (record?.cancelled_items ?? []).includes(target.order_item_id);
}

/** Notes a cancellation, so that an identical order is a new one; the warnings say when that was not possible. */
async function recordCancellation(context: OrderContext, target: CancelTarget): Promise<string[]> {
  const { order_id, order_item_id: item } = target;
  try {
    for (;;) {
      const record = await readOrderRecord(context, order_id);
      if (!record) return [];
      const cancelled = new Set(record.cancelled_items);
      if (item !== undefined) cancelled.add(item);
      const isWhole = item === undefined || cancelled.size >= record.items.length;
      const change = {
        state: record.state,
        cancelled_items: [...cancelled],
        ...(isWhole && { ended: 'cancelled' as const }),
      };
      if (await context.journal.change(record, change)) return [];
    }
  } catch {
    return ['The cancellation could not be written to the order journal.'];
  }
}
