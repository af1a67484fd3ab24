import type { JournalRecord } from '../journal/record.ts';

/** How long ago a time was; one in the future counts as now, since clocks differ and are set back. */
export function ageMs(time: string, nowMs: number): number {
  return Math.max(0, nowMs - Date.parse(time));
}

/** Tells when whoever works on a record has surely given up. */
export interface Patience {
  isOver(record: JournalRecord): boolean;
}

/**
 * By the record's own time, or by how long this process has seen it unchanged: the latter ends the wait for a record from
 * a clock that runs ahead. No process id is asked: ids are reused and mean nothing across containers.
 */
export function createPatience(now: () => number): Patience {
  const firstSeen = new Map<string, number>();
  return {
    isOver(record) {
      const name = `${record.number}.${record.revision}`;
      const seenAt = firstSeen.get(name) ?? performance.now();
      firstSeen.set(name, seenAt);
      return (
        ageMs(record.changed_at, now()) > record.patience_ms ||
        performance.now() - seenAt > record.patience_ms
      );
    },
  };
}
