import type { Asking, ClientSide } from '../../consent/obtain-consent.ts';
import { type OrderCall, type OrderContext, readOrderRecord } from '../context.ts';
import { askToOpenPage, readBeforeQuestion, readOrderPayment, wasPageRefused } from './ask-to-pay.ts';
import { type OrderReading, readOrderAndServers } from './read-order.ts';
import type { FoundServers } from './readiness.ts';
import {
  describeWait,
  hasEnded,
  hasFailed,
  type OrderStatusResult,
  toFingerprint,
  toStatusResult,
} from './status-result.ts';
import { type Clock, lastLookMs, systemClock, watch } from './watch.ts';

export interface OrderStatusCall extends Pick<OrderCall, 'budget' | 'signal'> {
  readonly client: ClientSide;
  /** Tells the client what is being waited for. */
  readonly report?: (message: string) => void;
  readonly clock?: Clock;
}

/** Kept of the call's time for the journal and for building the answer. */
const answerMs = 1_000;

/**
 * Reads an order and, if asked to, waits until it is ready, changed or failed, or the time is up.
 * @throws VpsError when the order can't be read.
 */
export async function readOrderStatus(
  context: OrderContext,
  args: { order_id: string; wait_seconds?: number },
  call: OrderStatusCall,
): Promise<OrderStatusResult | Asking> {
  const { order_id: orderId, wait_seconds: waitSeconds } = args;
  const { client } = call;
  const visit = startVisit(context, orderId, call);
  const first = await visit.look(visit.leftMs());
  const facts = await readFacts(context, orderId, first);
  const { payment } = facts;
  if (waitSeconds === undefined) return toStatusResult(first, facts);

  const waitMs = Math.min(waitSeconds * 1_000, visit.leftMs() - lastLookMs);
  const fingerprint = visit.before?.fingerprint ?? toFingerprint(first.order);
  if (waitMs > 0 && !isOver(first, fingerprint)) {
    const asking =
      payment && askToOpenPage({ orderId, payment, client, fingerprint, spentMs: visit.spentMs() });
    if (asking) return asking;
    if (!payment || !wasPageRefused(client)) return await watchOrder(visit, { first, fingerprint, waitMs });
  }
  const changed = hasChanged(first, fingerprint);
  return toStatusResult(first, { ...facts, waiting: { waitedMs: 0, changed } });
}

/** What a look means, by the journal too. */
async function readFacts(context: OrderContext, orderId: string, look: OrderReading) {
  const warnings: string[] = [];
  const record = await readOrderRecord(context, orderId).catch(() => {
    warnings.push('The order journal cannot be read, so what it knows of this order is not shown.');
    return undefined;
  });
  const payment = await readOrderPayment(context, record, look);
  const { estimate, ended } = record ?? {};
  return { orderId, payment, estimate, cancelled: ended === 'cancelled', warnings };
}

/** One call about one order. */
type Visit = ReturnType<typeof startVisit>;

function startVisit(context: OrderContext, orderId: string, call: OrderStatusCall) {
  const { client, signal, clock = systemClock, budget } = call;
  const before = readBeforeQuestion(client, orderId);
  const startedAt = clock.now();
  return {
    ...{ context, orderId, call, clock, before },
    spentMs: () => clock.now() - startedAt,
    /** The person's time is outside the call's; what the call used before its question is not. */
    leftMs: () => budget.remainingMs() - (before?.spentMs ?? 0) - answerMs,
    look: (timeoutMs: number, known?: FoundServers) =>
      readOrderAndServers(context.provider, orderId, { clock, timeoutMs, signal, known }),
  };
}

async function watchOrder(
  visit: Visit,
  { first, fingerprint, waitMs }: { first: OrderReading; fingerprint: string; waitMs: number },
): Promise<OrderStatusResult> {
  const { context, orderId, call, clock } = visit;
  const since = clock.now();
  const { look, failure } = await watch(first, {
    clock,
    waitMs,
    signal: call.signal,
    look: (last, timeoutMs) => visit.look(timeoutMs, last.readiness.found),
    isOver: seen => isOver(seen, fingerprint),
    report: seen => call.report?.(describeWait(seen)),
    restMs: ({ readiness }) => readiness.failure?.retryAfterMs ?? 0,
  });
  const facts = await readFacts(context, orderId, look);
  return toStatusResult(look, {
    ...facts,
    waiting: { waitedMs: clock.now() - since, changed: hasChanged(look, fingerprint) },
    warnings: [...(failure ? [`The last look failed: ${failure.message}`] : []), ...facts.warnings],
  });
}

function hasChanged({ order }: OrderReading, fingerprint: string): boolean {
  return toFingerprint(order) !== fingerprint;
}

function isOver(look: OrderReading, fingerprint: string): boolean {
  const { order, readiness } = look;
  return readiness.ready || hasFailed(order) || hasEnded(order) || hasChanged(look, fingerprint);
}
