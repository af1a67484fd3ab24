/**
 * Runs one at a time. Who comes while one is under way shares the next, since what it needs may have been written after
 * that one began. With `patienceMs` the next begins after that time all the same, so that one that hangs holds nobody.
 */
export function coalesceReads<T>(read: () => Promise<T>, patienceMs?: number): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const start = () => {
    next = undefined;
    const reading = read();
    underWay = reading;
    const end = () => {
      if (underWay === reading) underWay = undefined;
    };
    reading.then(end, end);
    return reading;
  };
  const waitForTurn = (reading: Promise<T>) =>
    new Promise<unknown>((resolve, reject) => {
      if (patienceMs !== undefined) setTimeout(resolve, patienceMs).unref();
      reading.then(resolve, reject);
    });
  return () => {
    if (!underWay) return start();
    next ??= waitForTurn(underWay).then(start, start);
    return next;
  };
}
