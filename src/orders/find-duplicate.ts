import { isUnresolved, type JournalRecord, namesOf } from '../journal/record.ts';
import { joinNames, type Records } from '../journal/store.ts';
import type { OrderContext } from './context.ts';
import type { Intent } from './create/intent.ts';

interface Others {
  /** Orders that this one resembles and that are not settled: nothing is sent but beside those that a person has seen. */
  readonly open: readonly JournalRecord[];
  /** Open orders of the same servers under other names. */
  readonly alike: readonly JournalRecord[];
}

/** No record stands for the intent; it is free where nothing that it resembles is open. */
export type Unplaced = ({ kind: 'free' } & Others) | ({ kind: 'unresolved' } & Others);

/** What the journal says about an intent, before anything is sent. */
export type Finding =
  | Unplaced
  /** The same call again: answered from this record. */
  | { kind: 'repeat'; record: JournalRecord }
  /** The provider refused the same call while this one waited for it. */
  | { kind: 'refused'; record: JournalRecord }
  /** The key names another request, or the request was made with another credential. */
  | { kind: 'conflict'; record: JournalRecord; about: 'request' | 'credential' };

export interface FindingRules {
  /** Whether a settled record changed so lately that the same request is a repeat. */
  readonly isRecent: (record: JournalRecord) => boolean;
  /** Fingerprint of the credential that this process uses. */
  readonly credential: string;
  /** Numbers of the refused records that were there before the call; each other refusal is news to it. */
  readonly pastRefusals: ReadonlySet<number>;
  /** Numbers of the open orders that a person saw and said yes beside. */
  readonly accepted: ReadonlySet<number>;
  /** Number of the record that the call has waited for: its outcome is the answer, whatever was ordered since. */
  readonly waitedFor?: number | undefined;
}

/** An intent, and how to find its record as often as need be. */
export interface TrackedIntent {
  readonly intent: Intent;
  /** What the records say of the intent; with `below`, only those that came before a claim. */
  readonly find: (below?: JournalRecord) => Promise<Finding>;
}

/**
 * Finds the record of one call's intent: what is refused between its first look and its last is the call's outcome too.
 * @param accepted the open orders that a person saw in the question to which the yes was given.
 */
export function trackIntent(
  { journal, ages, settings }: OrderContext,
  intent: Intent,
  accepted: readonly JournalRecord[] = [],
): TrackedIntent {
  let pastRefusals: ReadonlySet<number> | undefined;
  let waitedFor: number | undefined;
  const rules = {
    isRecent: (record: JournalRecord) => ages.sinceChanged(record) < settings.dedupeWindowMinutes * 60_000,
    accepted: toNumbers(accepted),
  };
  const find = async (below?: JournalRecord): Promise<Finding> => {
    const records = selectRelated(intent, await journal.records());
    pastRefusals ??= toNumbers(records.filter(isRefused));
    const earlier = below ? records.filter(({ number }) => number < below.number) : records;
    if (earlier.length === 0) return { kind: 'free', open: [], alike: [] };
    const credential = await journal.fingerprint();
    const finding = findRecord(intent, earlier, { ...rules, credential, pastRefusals, waitedFor });
    if (finding.kind === 'repeat') waitedFor ??= finding.record.number;
    return finding;
  };
  return { intent, find };
}

/** All that can have a say: any other has other names, so that it means something else, has another key, and is settled. */
export function selectRelated(intent: Intent, records: Records): JournalRecord[] {
  const related = [
    ...records.open,
    ...records.having('names', joinNames(intent.names)),
    ...(intent.key === undefined ? [] : records.having('key', intent.key)),
  ];
  return [...new Set(related)].sort((a, b) => a.number - b.number);
}

function toNumbers(records: readonly JournalRecord[]): Set<number> {
  return new Set(records.map(({ number }) => number));
}

function isRefused({ state }: JournalRecord): boolean {
  return state === 'not_ordered';
}

/** Decides by the records alone; of any number of racers each decides by those with a lower number than its own. */
export function findRecord(intent: Intent, records: readonly JournalRecord[], rules: FindingRules): Finding {
  const live = records.filter(record => record.state !== 'void' && !isRefused(record));
  const own = findOwn(intent, live, rules);
  if (own && !means(own, intent)) return { kind: 'conflict', record: own, about: 'request' };
  const isNews = (record: JournalRecord) => isRefused(record) && !rules.pastRefusals.has(record.number);
  const refusal = records.findLast(
    record => isNews(record) && record.key === intent.key && means(record, intent),
  );
  if (refusal && !own) return { kind: 'refused', record: refusal };
  const open = live.filter(record => isUnresolved(record) && !rules.accepted.has(record.number));
  const resembling = own ? [] : open.filter(record => resembles(record, intent));
  const same = own ?? resembling.find(record => means(record, intent));
  if (same && same.credential !== rules.credential)
    return { kind: 'conflict', record: same, about: 'credential' };
  if (own) return { kind: 'repeat', record: own };
  if (resembling.length > 0) return { kind: 'unresolved', open: resembling, alike: [] };
  const alike = open.filter(record => record.nameless_digest === intent.namelessDigest);
  return { kind: 'free', open: [], alike };
}

/** The record that this very call, or the call that it repeats, made: by the yes to it, by its key, or by its meaning. */
function findOwn(
  intent: Intent,
  live: readonly JournalRecord[],
  rules: FindingRules,
): JournalRecord | undefined {
  const asked = live.find(record => record.intent_id === intent.id && means(record, intent));
  if (asked) return asked;
  const waited = live.find(record => record.number === rules.waitedFor && !record.ended);
  if (waited) return waited;
  if (intent.key !== undefined) return live.find(record => record.key === intent.key);
  const same = live.filter(record => means(record, intent));
  return (
    same.find(isUnresolved) ??
    same.findLast(record => !record.ended && rules.isRecent(record) && !isNamedOtherwise(record, intent))
  );
}

/** A caller that gives two references to the same servers wants them twice. */
function isNamedOtherwise(record: JournalRecord, intent: Intent): boolean {
  const isNamed = record.reference_origin === 'caller' && intent.referenceOrigin === 'caller';
  return isNamed && record.reference !== intent.reference;
}

/** Digests of other rules can't be compared: those records mean the same when their servers have the same names. */
function means(record: JournalRecord, intent: Intent): boolean {
  return versionOf(record.request_digest) === versionOf(intent.digest)
    ? record.request_digest === intent.digest
    : haveSameNames(namesOf(record), intent.names);
}

function versionOf(digest: string): string {
  return digest.includes(':') ? digest.slice(0, digest.indexOf(':')) : '';
}

function resembles(record: JournalRecord, intent: Intent): boolean {
  const names = new Set(intent.names.map(toComparable));
  return means(record, intent) || namesOf(record).some(name => names.has(toComparable(name)));
}

/** A host's name is the same in small and capital letters. */
export function toComparable(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

export function haveSameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && joinNames(a) === joinNames(b);
}
