import type { JournalRecord } from '../journal/record.ts';
import { dayMs } from '../time-budget.ts';

/** How old records are, in milliseconds. A record from the future counts as made now. */
export interface RecordAges {
  sinceMade(record: JournalRecord): number;
  /** The same by all of the records: none is older than one of a lower number, whatever the clock of its process said. */
  sinceMadeAmong(records: readonly JournalRecord[]): (record: JournalRecord) => number;
  /** The records, by number, without those at the beginning that no limit and no window looks back to. */
  recentAmong(records: readonly JournalRecord[]): readonly JournalRecord[];
  sinceChanged(record: JournalRecord): number;
  /** Whether whoever works on a record has surely given up. */
  isAbandoned(record: JournalRecord): boolean;
}

export interface Clocks {
  /** Milliseconds since 1970, by a clock that somebody may set. */
  readonly now: () => number;
  /** Milliseconds that only grow, however the other clock is set. */
  readonly elapsed: () => number;
}

/** No limit and no window looks further back. */
const longestMs = 31 * dayMs;

/**
 * A record's own time says how old it was when this process first saw it; from then on its age grows with the clock that
 * nobody sets, so that a jump of the other one neither ends a wait early nor opens a limit. No process id is asked: ids are
 * reused and mean nothing across containers.
 */
export function createRecordAges({ now, elapsed }: Clocks): RecordAges {
  /** By number, or by number and revision. */
  const firstSeen = new Map<number | string, { ageMs: number; at: number }>();

  function since(key: number | string, time: string): number {
    const first = firstSeen.get(key);
    if (first) return first.ageMs + elapsed() - first.at;
    const ageMs = Math.max(0, now() - Date.parse(time));
    if (ageMs < longestMs) firstSeen.set(key, { ageMs, at: elapsed() });
    return ageMs;
  }

  const sinceMade = ({ number, created_at }: JournalRecord) => since(number, created_at);
  const sinceChanged = ({ number, revision, changed_at }: JournalRecord) =>
    since(`${number}.${revision}`, changed_at);

  /** How many records at the beginning were found too old, the last of them, and when. */
  let old: { count: number; createdAt?: string | undefined; atMs: number } = { count: 0, atMs: 0 };

  return {
    sinceMade,
    recentAmong(records) {
      const nowMs = now();
      // Of another journal in the same place, or by a clock that was set back, none is known to be old.
      const isKnown = nowMs >= old.atMs && records[old.count - 1]?.created_at === old.createdAt;
      let count = isKnown ? old.count : 0;
      for (let record = records[count]; record && sinceMade(record) >= longestMs; record = records[count])
        count += 1;
      old = { count, createdAt: records[count - 1]?.created_at, atMs: nowMs };
      return records.slice(count);
    },
    sinceMadeAmong(records) {
      let oldestMs = Number.POSITIVE_INFINITY;
      const ages = new Map<number, number>();
      for (const record of records) {
        const age = Math.min(sinceMade(record), oldestMs);
        if (age > 0) oldestMs = age;
        ages.set(record.number, age);
      }
      return ({ number }) => ages.get(number) ?? 0;
    },
    sinceChanged,
    isAbandoned: record => sinceChanged(record) > record.patience_ms,
  };
}

/** What the system counts since it started, sleep included; asking it again within a moment would only cost time. */
export function createElapsed(uptimeSeconds: () => number): () => number {
  let askedAt = Number.NEGATIVE_INFINITY;
  let elapsedMs = 0;
  return () => {
    const at = performance.now();
    if (at - askedAt > 10) {
      askedAt = at;
      elapsedMs = Math.max(elapsedMs, uptimeSeconds() * 1_000);
    }
    return elapsedMs;
  };
}
