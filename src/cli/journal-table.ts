import { listJournals } from '../journal/files/list-journals.ts';
import type { Journal } from '../journal/journal.ts';
import { isUnpaid, isUnresolved, type JournalRecord, namesOf } from '../journal/record.ts';
import { toResultId } from '../provider/json.ts';
import type { Settings } from '../settings/settings.ts';
import { alignColumns } from '../text.ts';

/** Whose journal it is, and where it is kept. */
export function describePlace({ apiUrl, account }: Settings, { place }: Journal): string {
  return `Journal of ${apiUrl.href}, account ${account}: ${place}\n`;
}

/** Whoever misses an order may have looked into another journal: those of the same state directory. */
export async function describeOtherJournals(settings: Settings): Promise<string> {
  const { stateDirectory, apiUrl, account, journalDatabase } = settings;
  if (journalDatabase) return '';
  // Plain http goes to this machine only: each run of a sandbox leaves a journal that nobody needs.
  const others = (await listJournals(stateDirectory))
    .filter(({ provider }) => !provider.startsWith('http:'))
    .filter(({ provider, account: other }) => provider !== apiUrl.href || other !== account)
    .map(({ provider, account: other }) => `  ${provider}, account ${other}`);
  if (others.length === 0) return '';
  return ['Also in this state directory, to be shown with --api-url and --account:', ...others, ''].join(
    '\n',
  );
}

/** A record as a script reads it; JSON leaves out what is not known. */
export function toRecordView(record: JournalRecord): object {
  return {
    number: record.number,
    time: record.created_at,
    idempotency_key: record.key,
    reference: record.reference,
    order_id: record.order_id === undefined ? undefined : toResultId(record.order_id),
    state: toState(record),
    ended: record.ended,
    unresolved: isUnresolved(record),
    last_change: record.changed_at,
    settled_by: record.settled_by,
    traceparent: record.traceparent,
    items: namesOf(record),
  };
}

/** An order that asked for its payment later waits for it as one that did at once. */
function toState(record: JournalRecord): string {
  return isUnpaid(record) ? 'payment_required' : record.state;
}

const headings = ['  TIME (UTC)', 'INTENT', 'REFERENCE', 'ORDER', 'STATE', 'LAST CHANGE (UTC)'];

/** A table for a person; an unresolved order carries a mark in front. */
export function renderRecords(records: readonly JournalRecord[]): string {
  if (records.length === 0) return 'Nothing was ordered yet.\n';
  const lines = alignColumns([headings, ...records.map(toCells)]);
  const open = records.filter(isUnresolved).length;
  const summary =
    open === 0
      ? 'All settled.'
      : `! ${open} not settled: --resolve looks them up, --settle REFERENCE ends one.`;
  return [...lines, '', summary, ''].join('\n');
}

function toCells(record: JournalRecord): string[] {
  const toMinute = (time: string) => time.slice(0, 16).replace('T', ' ');
  return [
    `${isUnresolved(record) ? '!' : ' '} ${toMinute(record.created_at)}`,
    record.key ?? namesOf(record).join(', ').slice(0, 30),
    record.reference,
    record.order_id ?? '-',
    record.ended ? `${toState(record)} (${record.ended})` : toState(record),
    toMinute(record.changed_at),
  ];
}
