import { constants } from 'node:os';
import type { OrderService } from '../order-service.ts';
import { within } from '../time-budget.ts';

/** An order in flight may take this long to come to its end and be recorded. */
const graceMs = 5_000;

/** What is already answered may take this long to leave; a host that reads no more does not keep us alive. */
const flushMs = 250;

/** `gone`: the client closed its side, as it should. */
export type StopReason = NodeJS.Signals | 'gone';

export interface Stopping {
  readonly exit: (code: number) => void;
  /** What the calls use, if any of them has opened it. */
  readonly orderService: () => Promise<OrderService> | undefined;
  /** Cancels every call, those to come too: what has not been sent is not sent any more. */
  readonly cancelCalls: () => void;
  /** Resolves when every answer has left. */
  readonly flush: () => Promise<void>;
  readonly note: (reason: StopReason) => void;
}

/**
 * Ends the process: at once when nothing is in flight that spends, else when that is recorded, or after the grace period.
 * A second signal ends it at once.
 */
export function createStop(stopping: Stopping): (reason: StopReason) => void {
  let isStopping = false;
  let signals = 0;
  return reason => {
    const isSignal = reason !== 'gone';
    if (isStopping && !isSignal) return;
    stopping.note(reason);
    const code = isSignal ? 128 + constants.signals[reason] : 0;
    if (isSignal) signals += 1;
    if (signals > 1) stopping.exit(code);
    if (isStopping) return;
    isStopping = true;
    void finish(stopping).then(() => stopping.exit(code));
  };
}

async function finish({ orderService, cancelCalls, flush }: Stopping): Promise<void> {
  const tooLate = () => new Error('the time is over');
  cancelCalls();
  const settling = orderService()?.then(opened => opened.settled());
  await within(graceMs, Promise.resolve(settling), tooLate).catch(() => {});
  await within(flushMs, flush(), tooLate).catch(() => {});
}
