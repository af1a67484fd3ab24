import path from 'node:path';
import { VpsError } from '../errors/vps-error.ts';
import type { DurableDirectory } from './durable-directory.ts';
import { type JournalRecord, parseRecordName, recordSchema, toRecordName } from './record.ts';

/** Reads records; a file never changes once its name exists, so each is read once. */
export interface RecordReader {
  readAll(): Promise<JournalRecord[]>;
  highestNumber(): Promise<number>;
}

/** A long journal opens no more files at once than any system allows. */
const maxOpenFiles = 32;

export function createRecordReader(directory: DurableDirectory): RecordReader {
  /** The latest revision of each record that has been read so far. */
  const known = new Map<number, JournalRecord>();

  async function readLatest(number: number, revision: number): Promise<JournalRecord> {
    const cached = known.get(number);
    if (cached && cached.revision >= revision) return cached;
    const record = await readRecord(directory, { number, revision });
    known.set(number, record);
    return record;
  }

  return {
    async readAll() {
      const latest = [...(await latestRevisions(directory))].sort(([a], [b]) => a - b);
      const records: JournalRecord[] = [];
      while (records.length < latest.length) {
        const next = latest.slice(records.length, records.length + maxOpenFiles);
        records.push(...(await Promise.all(next.map(([number, revision]) => readLatest(number, revision)))));
      }
      return records;
    },
    async highestNumber() {
      let highest = 0;
      for (const number of (await latestRevisions(directory)).keys()) highest = Math.max(highest, number);
      return highest;
    },
  };
}

async function latestRevisions(directory: DurableDirectory): Promise<Map<number, number>> {
  const latest = new Map<number, number>();
  for (const name of await listNames(directory)) {
    const parsed = parseRecordName(name);
    if (parsed) latest.set(parsed.number, Math.max(parsed.revision, latest.get(parsed.number) ?? 0));
  }
  return latest;
}

async function listNames(directory: DurableDirectory): Promise<string[]> {
  try {
    return await directory.list();
  } catch (cause) {
    throw new VpsError('state_unwritable', `The order journal in ${directory.path} can not be read.`, {
      cause,
    });
  }
}

async function readRecord(
  directory: DurableDirectory,
  place: { number: number; revision: number },
): Promise<JournalRecord> {
  const name = toRecordName(place.number, place.revision);
  try {
    return { ...recordSchema.parse(JSON.parse(await directory.read(name))), ...place };
  } catch (cause) {
    throw new VpsError(
      'state_unwritable',
      `The journal record ${path.join(directory.path, name)} can not be read, so nothing is ordered. Restore the file, or check at the provider what was ordered and then move it away.`,
      { cause },
    );
  }
}
