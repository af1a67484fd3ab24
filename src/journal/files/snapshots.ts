import { createHash } from 'node:crypto';
import { isUnresolved, type JournalRecord, journalFormat } from '../record.ts';
import type { Store } from '../store.ts';

/** Read one by one before they are compacted: few enough to be quick, many enough that snapshots stay few. */
export const snapshotSize = 1_000;

/** Settled records of a long journal in one file each time many were read, so that a later start reads few files. */
export function createSnapshots({ read, createUnder }: Pick<Store, 'read' | 'createUnder'>) {
  const loaded = new Set<string>();
  return {
    async load(names: readonly string[], take: (record: JournalRecord) => void): Promise<void> {
      for (const name of names) {
        if (loaded.has(name)) continue;
        loaded.add(name);
        const text = await read(name).catch(() => undefined);
        for (const record of parseSnapshot(text ?? '')) take(record);
      }
    },
    /** Settled ones rarely change; one that does is read from its own file again. */
    async save(files: number, records: readonly JournalRecord[]): Promise<void> {
      const settled = records.filter(record => !isUnresolved(record));
      if (settled.length < snapshotSize) return;
      await createUnder([toSnapshotName(files)], renderSnapshot(settled)).catch(() => {});
    },
    forget: () => loaded.clear(),
  };
}

/** Named by how many files there were, so that each later one has a higher name. */
function toSnapshotName(files: number): string {
  return `snapshot-${String(files).padStart(8, '0')}.jsonl`;
}

export function isSnapshotName(name: string): boolean {
  return /^snapshot-\d{8,15}\.jsonl$/.test(name);
}

/** Records as they were, each of which also stands in its own file: whoever does not know snapshots misses nothing. */
function renderSnapshot(records: readonly JournalRecord[]): string {
  const text = JSON.stringify(records);
  return `${JSON.stringify({ format: journalFormat, sha256: digest(text) })}\n${text}\n`;
}

/** None of a snapshot that is damaged or of another version: then the records' own files are read. */
function parseSnapshot(snapshot: string): JournalRecord[] {
  const end = snapshot.indexOf('\n');
  const text = snapshot.slice(end + 1, -1);
  const isWhole = snapshot.slice(0, end) === JSON.stringify({ format: journalFormat, sha256: digest(text) });
  return isWhole ? JSON.parse(text) : [];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
