import { setTimeout as delay } from 'node:timers/promises';
import { VpsError } from '../../errors/vps-error.ts';
import type { Order } from '../../provider/order.ts';
import type { ProviderClient } from '../../provider/provider-client.ts';
import { hasEnded, hasFailed, isGone, type OrderReading, readOrderAndServers } from './read-order.ts';

const firstPollMs = 400;
const slowestPollMs = 5_000;
const growth = 1.5;

/** An order that is gone for longer than this many looks is not a lagging answer but gone. */
const maxMissing = 2;

/** A look that is under way when the time is up, or begins then so that the answer is fresh, may take this much longer. */
export const lastLookMs = 3_000;

interface WaitOptions {
  readonly clock: Clock;
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  /** What was seen before, if anything was. */
  readonly first?: OrderReading;
  /** What else ends the wait. */
  readonly endsToo: (look: OrderReading) => boolean;
  /** Told before each pause what is waited for. */
  readonly report?: (message: string) => void;
}

/** What was seen last, with the failure that came after it. */
interface Waited {
  readonly look?: OrderReading;
  readonly failure?: VpsError;
}

/** Whether there is nothing to wait for: the servers are ready, or never will be. */
export function isOver({ ready, order }: OrderReading): boolean {
  return ready || hasFailed(order) || hasEnded(order);
}

/**
 * Looks again and again, quickly at first and then more slowly, never two looks at once, until it is over or time is up.
 * A look that fails is not the end: what was seen last is answered, with the failure if it was the last word.
 * @throws VpsError `not_found` when the order is gone, or `timeout` when the call was cancelled.
 */
export async function waitUntilReady(
  provider: ProviderClient,
  orderId: string,
  { clock, waitMs, signal, first, endsToo, report }: WaitOptions,
): Promise<Waited> {
  const endsAt = clock.now() + waitMs;
  const leftMs = () => Math.max(0, endsAt - clock.now());
  const remainingMs = () => endsAt + lastLookMs - clock.now();
  let seen: Waited = { look: first };
  let missing = 0;
  for (let pollMs = firstPollMs; ; pollMs = Math.min(slowestPollMs, pollMs * growth)) {
    if (seen.look) report?.(describeWait(seen.look));
    // Many clients that lost the same provider should not come back together.
    const jitter = 0.8 + Math.random() * 0.4;
    await clock.sleep(Math.min(toRest(seen) + pollMs * jitter, leftMs()), signal);
    const options = { remainingMs, signal, known: seen.look?.found };
    const latest = await readOrderAndServers(provider, orderId, options).then(look => ({ look }), toFailure);
    seen = { look: seen.look, ...latest };
    assertNotCancelled(signal);
    const { look, failure } = seen;
    missing = failure ? missing + Number(failure.code === 'not_found') : 0;
    if (failure && missing > maxMissing) throw failure;
    const isEnd = failure ? isFinal(failure) : look && (isOver(look) || endsToo(look));
    if (isEnd || leftMs() === 0) return seen;
  }
}

/** Everything whose change a waiting caller wants to hear of. */
export function toFingerprint(order: Order): string {
  // A provider may name the items in another order each time.
  const items = order.items.map(item => JSON.stringify([item.id, item.status, item.message])).sort();
  return JSON.stringify([order.status, order.message, items]);
}

/** One sentence that says what is being waited for. */
function describeWait({ order, paymentNotice, found }: OrderReading): string {
  if (paymentNotice !== undefined) return 'Waiting for the payment to arrive.';
  const wanted = order.items.filter(item => !isGone(item));
  const waiting = wanted.filter(({ id = '' }) => !found.has(id)).length;
  if (waiting === 0) return 'Waiting for the order to be processed.';
  return wanted.length === 1
    ? 'Waiting for the server.'
    : `Waiting for ${waiting} of ${wanted.length} servers.`;
}

/** How long the provider asked not to be called again. */
function toRest({ look, failure }: Waited): number {
  return failure?.retryAfterMs ?? look?.serversFailure?.retryAfterMs ?? 0;
}

function toFailure(error: unknown): Pick<Waited, 'failure'> {
  if (error instanceof VpsError) return { failure: error };
  throw error;
}

/** Refused credentials do not come right by themselves, and trying them again and again can lock an account. */
export function isFinal({ code }: VpsError): boolean {
  return code === 'unauthorized' || code === 'forbidden';
}

/** The time that waiting goes by. */
export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  /** @throws VpsError `timeout` when the call is cancelled. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(ms, signal) {
    // What interrupts a pause is only ever the signal.
    await delay(ms, undefined, { signal }).catch(() => {});
    assertNotCancelled(signal);
  },
};

/** @throws VpsError `timeout` when the call is cancelled. */
export function assertNotCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new VpsError('timeout', 'The call was cancelled.');
}
