import { setTimeout as delay } from 'node:timers/promises';
import type { CallOptions, Reply } from './reply.ts';

const maxAttempts = 3;
const firstDelayMs = 150;

const systemClock = {
  now: () => performance.now(),
  /** Ends early when the signal aborts. */
  pause: (ms: number, signal?: AbortSignal) => delay(ms, undefined, { signal }).catch(() => {}),
  random: Math.random,
};

/**
 * Repeats a read at most twice: after a failed connection, 429 and 5xx, which pass by themselves. The wait doubles, carries
 * jitter so that many callers do not return together, comes on top of `Retry-After`, and never outlasts the deadline.
 */
export async function retryRead(
  options: CallOptions,
  attempt: (options: CallOptions) => Promise<Reply>,
  clock = systemClock,
): Promise<Reply> {
  const endsAt = clock.now() + options.timeoutMs;
  for (let attempts = 1; ; attempts++) {
    const reply = await attempt({ ...options, timeoutMs: endsAt - clock.now() });
    if (attempts >= maxAttempts || !isPassing(reply) || options.signal?.aborted) return reply;
    const backoffMs = firstDelayMs * 2 ** (attempts - 1) * (0.5 + clock.random());
    const waitMs = backoffMs + ((reply.kind === 'answered' && reply.retryAfterMs) || 0);
    if (clock.now() + waitMs >= endsAt) return reply;
    await clock.pause(waitMs, options.signal);
    if (options.signal?.aborted) return reply;
  }
}

function isPassing(reply: Reply): boolean {
  if (reply.kind === 'answered') return reply.httpStatus === 429 || reply.httpStatus >= 500;
  return reply.error.code === 'unavailable';
}
