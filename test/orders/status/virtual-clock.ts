import { setImmediate as nextTurn } from 'node:timers/promises';
import { assertNotCancelled, type Clock } from '../../../src/orders/status/wait-until-ready.ts';

/** A clock that stands still until somebody sleeps, and then jumps; it remembers how long the sleeps were. */
export function createVirtualClock() {
  let nowMs = Date.parse('2026-03-01T10:00:00Z');
  const sleeps: number[] = [];
  const clock: Clock = {
    now: () => nowMs,
    async sleep(ms, signal) {
      assertNotCancelled(signal);
      sleeps.push(ms);
      nowMs += ms;
      await nextTurn();
      assertNotCancelled(signal);
    },
  };
  return {
    clock,
    sleeps,
    now: clock.now,
    advance: (ms: number) => {
      nowMs += ms;
    },
    /** Lets work take its time beside other work: the clock is at least there when it resolves. */
    async spend(ms: number) {
      const until = nowMs + ms;
      await nextTurn();
      nowMs = Math.max(nowMs, until);
    },
  };
}
