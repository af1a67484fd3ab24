import { setTimeout as delay } from 'node:timers/promises';
import { VpsError } from '../../errors/vps-error.ts';

const firstPollMs = 400;
const slowestPollMs = 5_000;
const growth = 1.5;

/** An order that is gone for longer than this many looks is not a lagging answer but gone. */
const maxMissing = 2;

/** A look that is under way when the time is up, or begins then so that the answer is fresh, may take this much longer. */
export const lastLookMs = 3_000;

export interface WatchOptions<OrderReading> {
  readonly clock: Clock;
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  readonly look: (last: OrderReading, timeoutMs: number) => Promise<OrderReading>;
  readonly isOver: (look: OrderReading) => boolean;
  readonly report: (look: OrderReading) => void;
  /** How long the provider asked, in the last look, not to be called again. */
  readonly restMs: (look: OrderReading) => number;
}

/** What was seen last, with the failure that came after it. */
export interface Watched<OrderReading> {
  readonly look: OrderReading;
  readonly failure?: VpsError;
}

/**
 * Looks again and again, quickly at first and then more slowly, never two looks at once, until it is over or time is up.
 * A look that fails is not the end: what was seen last is answered, with the failure if it was the last word.
 * @throws VpsError `not_found` when the order is gone, or `timeout` when the call was cancelled.
 */
export async function watch<OrderReading>(
  first: OrderReading,
  options: WatchOptions<OrderReading>,
): Promise<Watched<OrderReading>> {
  const { clock, signal } = options;
  const endsAt = clock.now() + options.waitMs;
  const leftMs = () => Math.max(0, endsAt - clock.now());
  let seen: Watched<OrderReading> = { look: first };
  let missing = 0;
  for (let pollMs = firstPollMs; ; pollMs = Math.min(slowestPollMs, pollMs * growth)) {
    options.report(seen.look);
    const restMs = Math.max(options.restMs(seen.look), seen.failure?.retryAfterMs ?? 0);
    await clock.sleep(Math.min(restMs + withJitter(pollMs), leftMs()), signal);
    seen = await lookSafely(seen.look, last => options.look(last, leftMs() + lastLookMs));
    assertNotCancelled(signal);
    if (!seen.failure) missing = 0;
    else if (seen.failure.code === 'not_found') missing += 1;
    if (missing > maxMissing && seen.failure) throw seen.failure;
    const isOver = seen.failure ? isFinal(seen.failure) : options.isOver(seen.look);
    if (isOver || leftMs() === 0) return seen;
  }
}

/** Many clients that lost the same provider should not come back together. */
function withJitter(ms: number): number {
  return ms * (0.8 + Math.random() * 0.4);
}

/** Refused credentials do not come right by themselves, and trying them again and again can lock an account. */
function isFinal({ code }: VpsError): boolean {
  return code === 'unauthorized' || code === 'forbidden';
}

async function lookSafely<OrderReading>(
  last: OrderReading,
  look: (last: OrderReading) => Promise<OrderReading>,
): Promise<Watched<OrderReading>> {
  try {
    return { look: await look(last) };
  } catch (error) {
    if (error instanceof VpsError) return { look: last, failure: error };
    throw error;
  }
}

/** The time that a watch goes by. */
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
