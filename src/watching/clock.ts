import { setTimeout as delay } from 'node:timers/promises';
import { VpsError } from '../errors/vps-error.ts';

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
