import { createHash } from 'node:crypto';
import { type JournalRecord, journalFormat } from '../record.ts';

/** Read one by one before they are compacted: few enough to be quick, many enough that snapshots stay few. */
export const snapshotSize = 1_000;

/** Named by how many files there were, so that each later one has a higher name. */
export function toSnapshotName(files: number): string {
  return `snapshot-${String(files).padStart(8, '0')}.jsonl`;
}

export function isSnapshotName(name: string): boolean {
  return /^snapshot-\d{8,15}\.jsonl$/.test(name);
}

/** Records as they were, each of which also stands in its own file: whoever does not know snapshots misses nothing. */
export function renderSnapshot(records: readonly JournalRecord[]): string {
  const text = JSON.stringify(records);
  return `${JSON.stringify({ format: journalFormat, sha256: digest(text) })}\n${text}\n`;
}

/** None of a snapshot that is damaged or of another version: then the records' own files are read. */
export function parseSnapshot(snapshot: string): JournalRecord[] {
  const end = snapshot.indexOf('\n');
  const text = snapshot.slice(end + 1, -1);
  const isWhole = snapshot.slice(0, end) === JSON.stringify({ format: journalFormat, sha256: digest(text) });
  return isWhole ? JSON.parse(text) : [];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
