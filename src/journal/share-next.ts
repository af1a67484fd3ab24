/**
 * Runs one at a time. Who comes while one is under way shares the next, since what it needs may have been written after
 * that one began.
 */
export function shareNext<T>(read: () => Promise<T>): () => Promise<T> {
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
  return () => {
    if (!underWay) return start();
    next ??= underWay.then(start, start);
    return next;
  };
}
