import { VpsError } from '../../errors/vps-error.ts';
import { headerName } from '../header.ts';
import { type JournalRecord, recordSchema, toRecordName } from '../record.ts';
import { createRecords, type Records } from '../records.ts';
import type { Store } from '../store.ts';
import { toRecordError } from './file-errors.ts';
import { createLister, type Latest } from './listing.ts';
import { createSnapshots, snapshotSize } from './snapshots.ts';

/** Asked for at once when a long journal is read. */
const maxReadsAtOnce = 32;

/**
 * For so long after a listing only what can be new is looked for, by its name: listing a long journal is most of what a look at
 * it costs. What another process changes of a settled order is seen that much later.
 */
const listingLastsMs = 2_000;

/** More names than these are no quicker to look for than to list. */
const maxLookedFor = 100;

interface Files extends Pick<Store, 'place' | 'read' | 'createUnder'> {
  /** The names of all files. */
  readonly list: () => Promise<string[]>;
}

/** Reads the records of a journal in files: all of them once, and from then on what is new. */
export function createRecordReader({ place, read, createUnder, list: listNames }: Files) {
  let known = createRecords();
  let header: string | undefined;
  let listedAt = Number.NEGATIVE_INFINITY;
  const list = createLister(place, listNames);
  const snapshots = createSnapshots({ read, createUnder });

  /** Another header is another directory under the same path: what was read before is gone. */
  async function forgetWhenReplaced(isShorter: boolean): Promise<void> {
    const present = await read(headerName);
    const isReplaced = isShorter || (header !== undefined && present !== header);
    if (isReplaced) {
      if (known.open.length > 0) throw toReplaced(place);
      known = createRecords();
      snapshots.forget();
    }
    header = present;
  }

  async function readListedOne(latest: Latest): Promise<void> {
    const record = await readRecord(latest);
    if (!record) throw toRecordError(place, { name: toRecordName(latest), what: 'is missing' });
    known.put(record);
  }

  async function readListed(): Promise<void> {
    const askedAt = performance.now();
    const countBefore = known.count;
    const { latest, snapshots: names, files } = await list();
    await forgetWhenReplaced(latest.length < countBefore);
    const findStale = () => latest.filter(({ number, revision }) => known.at(number)?.revision !== revision);
    if (findStale().length >= snapshotSize) await snapshots.load(names, known.put);
    const stale = findStale();
    for (let start = 0; start < stale.length; start += maxReadsAtOnce)
      await Promise.all(stale.slice(start, start + maxReadsAtOnce).map(readListedOne));
    await snapshots.save(
      files,
      stale.flatMap(({ number }) => known.at(number) ?? []),
    );
    listedAt = askedAt;
  }

  /** Numbers and revisions are given out one by one, so that nothing is behind the first name that is free. */
  async function readNew(): Promise<void> {
    for (const { number, revision } of known.changing) await readOn({ number, revision: revision + 1 });
    while (await readOn({ number: known.count + 1, revision: 0 }));
  }

  /** Reads a record from a revision on; false when there is none. */
  async function readOn(next: Latest): Promise<boolean> {
    const record = await readRecord(next);
    if (!record) return false;
    if (!(await readOn({ ...next, revision: next.revision + 1 }))) known.put(record);
    return true;
  }

  /** One that cannot be read is not a damaged one: too many open files pass by themselves. */
  async function readRecord(latest: Latest): Promise<JournalRecord | undefined> {
    const name = toRecordName(latest);
    const text = await read(name);
    if (text === undefined) return undefined;
    try {
      return { ...recordSchema.parse(JSON.parse(text)), ...latest };
    } catch (cause) {
      throw toRecordError(place, { name, what: 'is damaged', cause });
    }
  }

  return {
    async read(): Promise<Records> {
      if (performance.now() - listedAt < listingLastsMs && known.changing.length <= maxLookedFor) {
        await forgetWhenReplaced(false);
        await readNew();
      } else await readListed();
      return known;
    },
    /** Takes what was written here; one that others came before is read in its turn. */
    put(record: JournalRecord): void {
      if (record.number <= known.count + 1) known.put(record);
    },
    listAnew(): void {
      listedAt = Number.NEGATIVE_INFINITY;
    },
  };
}

function toReplaced(place: string): VpsError {
  return new VpsError(
    'state_unwritable',
    `The order journal in ${place} was removed or replaced while an order of it was not settled. Put it back; without it, look at the provider what was ordered, then restart this server.`,
  );
}
