import type { JournalRecord } from '../journal/record.ts';
import type { DeskContext } from './desk-context.ts';
import type { Intent } from './intent.ts';
import { ageMs } from './patience.ts';

/** What the journal says about an intent, before anything is sent. */
export type Finding =
  /** Nothing stands in the way. */
  | { kind: 'free' }
  /** The same call again: answered from this record. */
  | { kind: 'repeat'; record: JournalRecord }
  /** The provider refused the same call while this one waited for it. */
  | { kind: 'refused'; record: JournalRecord }
  /** The same request under another name is not settled: nothing is sent. */
  | { kind: 'unresolved'; record: JournalRecord }
  /** The key names another request, or the request was made with another credential. */
  | { kind: 'conflict'; record: JournalRecord; about: 'request' | 'credential' };

export interface FindingRules {
  readonly nowMs: number;
  readonly dedupeWindowMs: number;
  /** Fingerprint of the credential that this process uses. */
  readonly credential: string;
  /** Numbers of the refused records that were there before the call; each other refusal is news to it. */
  readonly pastRefusals: ReadonlySet<number>;
}

/** An intent, and how to find its record as often as need be. */
export interface Wish {
  readonly intent: Intent;
  /** What the records say of the intent; with `below`, only those that came before a claim. */
  readonly find: (below?: JournalRecord) => Promise<Finding>;
}

/** Finds the record of one call's intent: what is refused between its first look and its last is the call's outcome too. */
export function createFinder(context: DeskContext, intent: Intent): Wish['find'] {
  let pastRefusals: ReadonlySet<number> | undefined;
  return async below => {
    const records = await context.journal.records();
    pastRefusals ??= new Set(records.filter(isRefused).map(({ number }) => number));
    const earlier = below ? records.filter(({ number }) => number < below.number) : records;
    if (earlier.length === 0) return { kind: 'free' };
    return findRecord(intent, earlier, {
      nowMs: context.now(),
      dedupeWindowMs: context.settings.dedupeWindowMinutes * 60_000,
      credential: await context.journal.fingerprint(),
      pastRefusals,
    });
  };
}

function isRefused({ state }: JournalRecord): boolean {
  return state === 'not_ordered';
}

/** The orders that the records are known to stand for; an id that an unresolved one only heard of may be another's. */
export function placedOrderIds(records: readonly JournalRecord[]): string[] {
  return records.flatMap(({ state, order_id }) =>
    (state === 'ordered' || state === 'payment_required') && order_id !== undefined ? [order_id] : [],
  );
}

/** Whether an order waits for its payment, from the start or since then. */
export function isUnpaid({ state, unpaid }: JournalRecord): boolean {
  return state === 'payment_required' || (state === 'ordered' && unpaid === true);
}

/** Whether it is still open if an order stands behind the record, or whether that order will be paid. */
export function isUnresolved(record: JournalRecord): boolean {
  if (record.ended) return false;
  return ['claimed', 'sending', 'unknown'].includes(record.state) || isUnpaid(record);
}

/** Decides by the records alone; of any number of racers each decides by those with a lower number than its own. */
export function findRecord(intent: Intent, records: readonly JournalRecord[], rules: FindingRules): Finding {
  const live = records.filter(record => record.state !== 'void' && record.state !== 'not_ordered');
  const asked = live.find(
    record => record.intent_id === intent.id && record.request_digest === intent.digest,
  );
  const found = asked ? ({ kind: 'repeat', record: asked } as const) : findByName(intent, live, rules);
  if (found.kind === 'free') return findRefusal(intent, records, rules);
  if (found.kind !== 'conflict' && found.record.credential !== rules.credential) {
    return { kind: 'conflict', record: found.record, about: 'credential' };
  }
  return found;
}

function findRefusal(intent: Intent, records: readonly JournalRecord[], rules: FindingRules): Finding {
  const record = records.findLast(
    other =>
      isRefused(other) &&
      !rules.pastRefusals.has(other.number) &&
      other.request_digest === intent.digest &&
      other.key === intent.key,
  );
  return record ? { kind: 'refused', record } : { kind: 'free' };
}

function findByName(intent: Intent, live: readonly JournalRecord[], rules: FindingRules): Finding {
  return intent.key === undefined ? findWithoutKey(intent, live, rules) : findWithKey(intent, live);
}

function findWithKey(intent: Intent, live: readonly JournalRecord[]): Finding {
  const named = live.find(record => record.key === intent.key);
  if (named) {
    return named.request_digest === intent.digest
      ? { kind: 'repeat', record: named }
      : { kind: 'conflict', record: named, about: 'request' };
  }
  const open = live.find(record => record.request_digest === intent.digest && isUnresolved(record));
  return open ? { kind: 'unresolved', record: open } : { kind: 'free' };
}

function findWithoutKey(intent: Intent, live: readonly JournalRecord[], rules: FindingRules): Finding {
  const same = live.filter(record => record.request_digest === intent.digest);
  const record =
    same.find(isUnresolved) ??
    same.findLast(
      ({ ended, ...rest }) => !ended && ageMs(rest.changed_at, rules.nowMs) < rules.dedupeWindowMs,
    );
  return record ? { kind: 'repeat', record } : { kind: 'free' };
}
