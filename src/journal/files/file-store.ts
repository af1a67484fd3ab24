import { createHash } from 'node:crypto';
import path from 'node:path';
import { VpsError } from '../../errors/vps-error.ts';
import { shareNext } from '../../share-next.ts';
import { createDeadline, type GoOn } from '../deadline.ts';
import { headerName } from '../header.ts';
import { isUnresolved, type JournalRecord, parseRecordName, recordSchema, toRecordName } from '../record.ts';
import type { Store } from '../store.ts';
import { createDurableDirectory, type DurableDirectory } from './durable-directory.ts';
import { toFileError, toRecordError } from './file-errors.ts';
import { createLister, type Latest } from './listing.ts';
import { parseSnapshot, renderSnapshot, snapshotSize, toSnapshotName } from './snapshot.ts';

/** Asked for at once when a long journal is read. */
const maxReadsAtOnce = 32;

/** For all files of a long journal together; each of them has a deadline of its own. */
const maxReadingMs = 15_000;

/** A journal in a directory of files. */
export function createFileStore(
  directoryPath: string,
  directory: DurableDirectory = createDurableDirectory(directoryPath),
): Store {
  /** The revision of each record that was read or written last. */
  const known = new Map<number, JournalRecord>();
  const loadedSnapshots = new Set<string>();
  let header: string | undefined;

  const within = createDeadline(directoryPath);
  const withinReading = createDeadline(directoryPath, maxReadingMs);
  const step = <T>(what: string, work: (goOn: GoOn) => Promise<T>): Promise<T> =>
    within(what, work).catch(cause => {
      throw toFileError(directoryPath, cause);
    });

  const read = (name: string) => step(`reading ${name}`, () => directory.read(name));
  const list = createLister(directoryPath, () => step('listing it', directory.list));

  /** Another header is another directory under the same path: what was read before is gone. */
  async function forgetWhenReplaced(isShorter: boolean): Promise<void> {
    const present = await read(headerName);
    const isReplaced = isShorter || (header !== undefined && present !== header);
    if (isReplaced) {
      if ([...known.values()].some(isUnresolved)) throw toReplaced(directoryPath);
      known.clear();
      loadedSnapshots.clear();
    }
    header = present;
  }

  async function loadSnapshots(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if (loadedSnapshots.has(name)) continue;
      loadedSnapshots.add(name);
      const text = await read(name).catch(() => undefined);
      for (const record of parseSnapshot(text ?? '')) {
        if (record.revision > (known.get(record.number)?.revision ?? -1)) known.set(record.number, record);
      }
    }
  }

  async function readOneByOne(stale: readonly Latest[]): Promise<void> {
    for (let start = 0; start < stale.length; start += maxReadsAtOnce) {
      const places = stale.slice(start, start + maxReadsAtOnce);
      const records = await Promise.all(places.map(place => readRecord(directoryPath, read, place)));
      for (const record of records) known.set(record.number, record);
    }
  }

  /** Settled ones rarely change; one that does is read from its own file again. */
  async function saveSnapshot(files: number, read: readonly Latest[]): Promise<void> {
    const settled = read
      .flatMap(({ number }) => known.get(number) ?? [])
      .filter(record => !isUnresolved(record));
    if (settled.length < snapshotSize) return;
    const text = renderSnapshot(settled);
    await step('writing a snapshot', goOn =>
      directory.createUnder([toSnapshotName(files)], text, goOn),
    ).catch(() => {});
  }

  async function readRecords(): Promise<JournalRecord[]> {
    const knownBefore = known.size;
    const { latest, snapshots, files } = await list();
    await forgetWhenReplaced(latest.length < knownBefore);
    const findStale = () => latest.filter(({ number, revision }) => known.get(number)?.revision !== revision);
    if (findStale().length >= snapshotSize) await loadSnapshots(snapshots);
    const stale = findStale();
    await readOneByOne(stale);
    if (stale.length >= snapshotSize) await saveSnapshot(files, stale);
    return latest.flatMap(({ number }) => known.get(number) ?? []);
  }

  return {
    place: directoryPath,
    make: () => step('making it', directory.make),
    read,
    async createUnder(names, text) {
      const name = await step('writing a file', goOn => directory.createUnder(names, text, goOn));
      const place = parseRecordName(name ?? '');
      if (place) known.set(place.number, { ...JSON.parse(text), ...place });
      return name;
    },
    records: shareNext(() => withinReading('reading all of it', readRecords)),
    highestNumber: async () => (await list()).latest.length,
  };
}

/** One that cannot be read is not a damaged one: too many open files pass by themselves. */
async function readRecord(directoryPath: string, read: Store['read'], place: Latest): Promise<JournalRecord> {
  const name = toRecordName(place.number, place.revision);
  const text = await read(name);
  if (text === undefined) throw toRecordError(directoryPath, { name, what: 'is missing' });
  try {
    return { ...recordSchema.parse(JSON.parse(text)), ...place };
  } catch (cause) {
    throw toRecordError(directoryPath, { name, what: 'is damaged', cause });
  }
}

function toReplaced(place: string): VpsError {
  return new VpsError(
    'state_unwritable',
    `The order journal in ${place} was removed or replaced while an order of it was not settled. Put it back; without it, look at the provider what was ordered, then restart this server.`,
  );
}

/** One directory per provider URL and account label: readable by a person, unique by the digest of both. */
export function toJournalDirectory(place: { stateDirectory: string; apiUrl: URL; account: string }): string {
  const { stateDirectory, apiUrl, account } = place;
  const digest = createHash('sha256').update(`${apiUrl.href}\n${account}`).digest('hex').slice(0, 12);
  const host = apiUrl.host.toLowerCase().replace(/[^a-z0-9.-]/g, '_');
  return path.join(stateDirectory, 'journal', `${host}-${account}-${digest}`);
}
