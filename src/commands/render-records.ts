import type { JournalRecord } from '../journal/record.ts';
import { isUnresolved } from '../ordering/find-record.ts';
import { toResultId } from '../provider/read-id.ts';

/** A record as a script reads it. */
export function toRecordView(record: JournalRecord): object {
  return {
    number: record.number,
    time: record.created_at,
    intent: record.key ?? record.request_digest.slice(0, 12),
    reference: record.reference,
    ...(record.order_id !== undefined && { order_id: toResultId(record.order_id) }),
    state: record.state,
    ...(record.ended && { ended: record.ended }),
    unresolved: isUnresolved(record),
    last_change: record.changed_at,
    ...(record.settled_by && { settled_by: record.settled_by }),
    items: record.items.map(item => item.name),
  };
}

const headings = ['TIME', 'INTENT', 'REFERENCE', 'ORDER', 'STATE', 'LAST CHANGE'];

/** A table for a person; an unresolved order carries a mark in front. */
export function renderRecords(records: readonly JournalRecord[], directory: string): string {
  if (records.length === 0) return `Nothing was ordered yet (journal: ${directory}).\n`;
  const rows = [headings, ...records.map(toCells)];
  const widths = headings.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const lines = rows.map((row, index) => {
    const record = records[index - 1];
    const mark = record && isUnresolved(record) ? '! ' : '  ';
    return (mark + row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).trimEnd();
  });
  const open = records.filter(isUnresolved).length;
  const summary =
    open === 0
      ? 'All settled.'
      : `! ${open} not settled: --resolve looks them up, --settle REFERENCE ends one.`;
  return [...lines, '', summary, `Journal: ${directory}`, ''].join('\n');
}

function toCells(record: JournalRecord): string[] {
  const toMinute = (time: string) => time.slice(0, 16).replace('T', ' ');
  return [
    toMinute(record.created_at),
    record.key ??
      record.items
        .map(item => item.name)
        .join(', ')
        .slice(0, 30),
    record.reference,
    record.order_id ?? '-',
    record.ended ? `${record.state} (${record.ended})` : record.state,
    toMinute(record.changed_at),
  ];
}
