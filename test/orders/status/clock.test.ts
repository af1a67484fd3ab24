import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/orders/status/watch.ts';

describe('the system clock', () => {
  it('ends a pause at once when the call is cancelled', async () => {
    const controller = new AbortController();
    const pause = systemClock.sleep(3_600_000, controller.signal);
    controller.abort();
    await expect(pause).rejects.toMatchObject({ code: 'timeout', message: 'The call was cancelled.' });
  });

  it('begins no pause for a call that was cancelled before', async () => {
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).rejects.toThrow('cancelled');
  });

  it('goes on after a pause', async () => {
    const before = systemClock.now();
    await systemClock.sleep(5);
    expect(systemClock.now()).toBeGreaterThan(before);
  });
});
