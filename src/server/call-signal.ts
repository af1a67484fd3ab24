export interface CallSignal {
  readonly signal: AbortSignal;
  /** To be called when the call is over, so that the process-wide signal does not hold on to it. */
  readonly release: () => void;
}

/** Aborts when the client cancels the call, or when the process stops. `AbortSignal.any` never lets go on Node 20. */
export function createCallSignal(cancelled: AbortSignal, stopping: AbortSignal | undefined): CallSignal {
  if (!stopping) return { signal: cancelled, release: () => {} };
  const call = new AbortController();
  const abort = () => call.abort();
  if (cancelled.aborted || stopping.aborted) abort();
  cancelled.addEventListener('abort', abort, { once: true });
  stopping.addEventListener('abort', abort, { once: true });
  return { signal: call.signal, release: () => stopping.removeEventListener('abort', abort) };
}
