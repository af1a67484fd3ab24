import type { Backend } from '../backend/backend.ts';

/** An order in flight may take this long to come to its end and be recorded. */
const graceMs = 5_000;

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

export type StopReason = NodeJS.Signals | 'stdin';

/**
 * Ends the process: at once when nothing is in flight that spends, else when that is recorded, or after the grace period.
 * A second signal ends it at once.
 */
export function createStop(of: {
  exit: (code: number) => void;
  backend: () => Promise<Backend> | undefined;
}): (reason: StopReason) => void {
  let stopping = false;
  return reason => {
    const code = reason === 'stdin' ? 0 : 128 + (signalNumbers[reason] ?? 0);
    if (stopping) {
      if (reason !== 'stdin') of.exit(code);
      return;
    }
    stopping = true;
    const opened = of.backend();
    if (!opened) {
      of.exit(code);
      return;
    }
    setTimeout(() => of.exit(code), graceMs);
    opened
      .then(backend => backend.settled())
      .catch(() => {})
      .then(() => of.exit(code));
  };
}
