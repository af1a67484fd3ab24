import { setTimeout as delay } from 'node:timers/promises';
import { VpsError } from '../errors/vps-error.ts';

const firstPollMs = 400;
const slowestPollMs = 5_000;
const growth = 1.5;

/** An order that is gone for longer than this many looks is not a lagging answer but gone. */
const maxMissing = 2;

export interface WatchOptions<Look> {
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  readonly look: (timeoutMs: number) => Promise<Look>;
  readonly isOver: (look: Look) => boolean;
  readonly report: (look: Look) => void;
}

/**
 * Looks again and again, quickly at first and then more slowly, never two looks at once, until it is over or time is up.
 * A look that fails is not the end: what was seen last is answered, with the failure if it was the last word.
 * @throws VpsError `not_found` when the order is gone, or `timeout` when the call was cancelled.
 */
export async function watch<Look>(
  first: Look,
  options: WatchOptions<Look>,
): Promise<{ look: Look; failure?: VpsError }> {
  const endsAt = performance.now() + options.waitMs;
  let seen: { look: Look; failure?: VpsError } = { look: first };
  let missing = 0;
  for (let pollMs = firstPollMs; ; pollMs = Math.min(slowestPollMs, pollMs * growth)) {
    options.report(seen.look);
    await pause(Math.min(pollMs * (0.8 + Math.random() * 0.4), endsAt - performance.now()), options.signal);
    // The last look may begin when the time is up, so that the answer is fresh.
    const leftMs = Math.max(1_000, endsAt - performance.now());
    seen = await lookSafely(seen.look, () => options.look(leftMs));
    if (options.signal?.aborted) throw toCancelled();
    missing = seen.failure?.code === 'not_found' ? missing + 1 : 0;
    if (missing > maxMissing && seen.failure) throw seen.failure;
    if ((!seen.failure && options.isOver(seen.look)) || performance.now() >= endsAt) return seen;
  }
}

async function lookSafely<Look>(
  last: Look,
  look: () => Promise<Look>,
): Promise<{ look: Look; failure?: VpsError }> {
  try {
    return { look: await look() };
  } catch (error) {
    if (error instanceof VpsError) return { look: last, failure: error };
    throw error;
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(Math.max(0, ms), undefined, { signal });
  } catch {
    throw toCancelled();
  }
}

function toCancelled(): VpsError {
  return new VpsError('timeout', 'The call was cancelled.');
}
