import { createHash } from 'node:crypto';
import path from 'node:path';
import { VpsError } from '../../errors/vps-error.ts';
import { shareNext } from '../../share-next.ts';
import { createDeadline, type GoOn } from '../deadline.ts';
import { headerName } from '../header.ts';
import { isUnresolved, type JournalRecord, parseRecordName, recordSchema, toRecordName } from '../record.ts';
import type { Store } from '../store.ts';
import { createDurableDirectory, type DurableDirectory } from './durable-directory.ts';
import { toFileError } from './file-errors.ts';
import { isSnapshotName, parseSnapshot, renderSnapshot, snapshotSize, toSnapshotName } from './snapshot.ts';

/** Asked for at once when a long journal is read. */
const maxReadsAtOnce = 32;

/** A listing that overlaps with new files may show a later one and miss an earlier one. */
const maxListings = 5;

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
  const list = () => listFiles(directoryPath, () => step('listing it', directory.list));

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

interface Latest {
  readonly number: number;
  readonly revision: number;
}

interface Listing {
  /** The latest revision of each number, in their order; the numbers begin at 1 and none is left out. */
  readonly latest: Latest[];
  readonly snapshots: string[];
  /** How many files all records have. */
  readonly files: number;
}

async function listFiles(place: string, list: () => Promise<string[]>): Promise<Listing> {
  for (let listings = 1; ; listings++) {
    const names = new Set(await list());
    const revisions = new Map<number, { count: number; last: number }>();
    let files = 0;
    for (const name of names) {
      const parsed = parseRecordName(name);
      if (!parsed) continue;
      files += 1;
      const { count, last } = revisions.get(parsed.number) ?? { count: 0, last: 0 };
      revisions.set(parsed.number, { count: count + 1, last: Math.max(last, parsed.revision) });
    }
    const missing = findGap(revisions, names);
    if (missing === undefined) {
      const latest = Array.from({ length: revisions.size }, (_, index) => ({
        number: index + 1,
        revision: revisions.get(index + 1)?.last ?? 0,
      }));
      return { latest, snapshots: [...names].filter(isSnapshotName).sort(), files };
    }
    if (listings === maxListings)
      throw new VpsError('state_unwritable', complain(path.join(place, missing), 'is missing'));
  }
}

/** Numbers and revisions are given out one by one, so a name that is left out was there and is lost. */
function findGap(
  revisions: ReadonlyMap<number, { count: number; last: number }>,
  names: ReadonlySet<string>,
): string | undefined {
  for (let number = 1; number <= revisions.size; number++) {
    const { count, last } = revisions.get(number) ?? { count: 0, last: 0 };
    if (count === last + 1) continue;
    for (let revision = 0; revision <= last; revision++) {
      const name = toRecordName(number, revision);
      if (!names.has(name)) return name;
    }
  }
  return undefined;
}

/** One that cannot be read is not a damaged one: too many open files pass by themselves. */
async function readRecord(directoryPath: string, read: Store['read'], place: Latest): Promise<JournalRecord> {
  const name = toRecordName(place.number, place.revision);
  const file = path.join(directoryPath, name);
  const text = await read(name);
  if (text === undefined) throw new VpsError('state_unwritable', complain(file, 'is missing'));
  try {
    return { ...recordSchema.parse(JSON.parse(text)), ...place };
  } catch (cause) {
    throw new VpsError('state_unwritable', complain(file, 'is damaged'), { cause });
  }
}

function complain(file: string, what: string): string {
  return `The journal record ${file} ${what}, so nothing is ordered. Restore it from a backup; without one, look at the provider what was ordered, then move the whole directory away and restart this server.`;
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
