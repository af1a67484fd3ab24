import { createHash } from 'node:crypto';
import path from 'node:path';
import { VpsError } from '../../errors/vps-error.ts';
import { headerName } from '../header.ts';
import { type JournalRecord, parseRecordName, recordSchema, toRecordName } from '../record.ts';
import type { Store } from '../store.ts';
import { createDurableDirectory, type DurableDirectory, isErrorWithCode } from './durable-directory.ts';

/** A long journal opens no more files at once than any system allows. */
const maxOpenFiles = 32;

/** A listing that overlaps with new files may show a later one and miss an earlier one. */
const maxListings = 5;

/** A journal in a directory of files. */
export function createFileStore(
  directoryPath: string,
  directory: DurableDirectory = createDurableDirectory(directoryPath),
): Store {
  /** The revision of each record that was read last. */
  const known = new Map<number, JournalRecord>();
  let header = '';

  /** Another header is another directory under the same path: what was read before is gone. */
  async function forgetWhenReplaced(): Promise<void> {
    const present = await directory.read(headerName).catch(() => '');
    if (present === '' || present !== header) known.clear();
    header = present;
  }

  async function readLatest(number: number, revision: number): Promise<JournalRecord> {
    const cached = known.get(number);
    if (cached?.revision === revision) return cached;
    const record = await readRecord(directory, { number, revision });
    known.set(number, record);
    return record;
  }

  return {
    place: directoryPath,
    make: directory.make,
    read: name => readOrNone(directory, name),
    createUnder: directory.createUnder,
    async records() {
      await forgetWhenReplaced();
      const latest = await listLatest(directory);
      const records: JournalRecord[] = [];
      while (records.length < latest.length) {
        const next = latest.slice(records.length, records.length + maxOpenFiles);
        records.push(...(await Promise.all(next.map(([number, revision]) => readLatest(number, revision)))));
      }
      return records;
    },
    highestNumber: async () => (await listLatest(directory)).at(-1)?.[0] ?? 0,
  };
}

async function readOrNone(directory: DurableDirectory, name: string): Promise<string | undefined> {
  try {
    return await directory.read(name);
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The latest revision of each number, in their order. */
async function listLatest(directory: DurableDirectory): Promise<[number: number, revision: number][]> {
  for (let listings = 1; ; listings++) {
    const names = new Set(await listNames(directory));
    const latest = new Map<number, number>();
    for (const name of names) {
      const parsed = parseRecordName(name);
      if (parsed) latest.set(parsed.number, Math.max(parsed.revision, latest.get(parsed.number) ?? 0));
    }
    const missing = findGap(latest, names);
    if (missing === undefined) return [...latest].sort(([a], [b]) => a - b);
    if (listings === maxListings) throw toMissing(directory, missing);
  }
}

/** Numbers and revisions are given out one by one, so a name that is left out was there and is lost. */
function findGap(latest: ReadonlyMap<number, number>, names: ReadonlySet<string>): string | undefined {
  for (let number = 1; number <= latest.size; number++) {
    const last = latest.get(number) ?? 0;
    for (let revision = 0; revision <= last; revision++) {
      const name = toRecordName(number, revision);
      if (!names.has(name)) return name;
    }
  }
  return undefined;
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
    throw new VpsError('state_unwritable', complain(directory, name, 'can not be read'), { cause });
  }
}

function toMissing(directory: DurableDirectory, name: string): VpsError {
  return new VpsError('state_unwritable', complain(directory, name, 'is missing'));
}

function complain(directory: DurableDirectory, name: string, what: string): string {
  const file = path.join(directory.path, name);
  return `The journal record ${file} ${what}, so nothing is ordered. Restore it from a backup; without one, look at the provider what was ordered, then move the whole directory away.`;
}

/** One directory per provider URL and account label: readable by a person, unique by the digest of both. */
export function toJournalDirectory(place: { stateDirectory: string; apiUrl: URL; account: string }): string {
  const { stateDirectory, apiUrl, account } = place;
  const digest = createHash('sha256').update(`${apiUrl.href}\n${account}`).digest('hex').slice(0, 12);
  const host = apiUrl.host.toLowerCase().replace(/[^a-z0-9.-]/g, '_');
  return path.join(stateDirectory, 'journal', `${host}-${account}-${digest}`);
}
