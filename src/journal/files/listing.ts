import { parseRecordName, toRecordName } from '../record.ts';
import { toRecordError } from './file-errors.ts';
import { isSnapshotName } from './snapshots.ts';

/** A listing that overlaps with new files may show a later one and miss an earlier one. */
const maxListings = 5;

/** The latest revision of a record. */
export interface Latest {
  readonly number: number;
  readonly revision: number;
}

export interface Listing {
  /** By their numbers, which begin at 1 and leave none out. */
  readonly latest: readonly Latest[];
  readonly snapshots: readonly string[];
  /** How many files all records have. */
  readonly files: number;
}

/**
 * Lists the files of a journal. What names say is kept from one listing to the next: of the many that a long journal has few
 * are new.
 * @throws VpsError `state_unwritable` for a missing file.
 */
export function createLister(place: string, list: () => Promise<string[]>): () => Promise<Listing> {
  let index = createIndex();

  function update(names: readonly string[]): void {
    if (index.add(names) === index.files()) return;
    // One that was listed before is gone, and nothing that was concluded from it holds.
    index = createIndex();
    index.add(names);
  }

  return async () => {
    for (let listings = 1; ; listings++) {
      update(await list());
      const missing = index.findGap();
      if (missing === undefined)
        return { latest: index.latest(), snapshots: index.snapshots(), files: index.files() };
      if (listings === maxListings) throw toRecordError(place, { name: missing, what: 'is missing' });
    }
  };
}

/** What the names of a journal's files say. */
function createIndex() {
  const records = new Set<string>();
  const others = new Set<string>();
  const counts = new Map<number, number>();
  const last = new Map<number, number>();
  let latest: Latest[] | undefined;

  function addOne(name: string): boolean {
    const place = parseRecordName(name);
    // The names of temporary files come and go.
    if (!place && !name.startsWith('tmp-')) others.add(name);
    if (!place) return false;
    records.add(name);
    counts.set(place.number, (counts.get(place.number) ?? 0) + 1);
    last.set(place.number, Math.max(last.get(place.number) ?? 0, place.revision));
    latest = undefined;
    return true;
  }

  return {
    files: () => records.size,
    snapshots: () => [...others].filter(isSnapshotName).sort(),
    /** How many of the names are records'. */
    add(names: readonly string[]): number {
      let count = 0;
      for (const name of names) if (records.has(name) || (!others.has(name) && addOne(name))) count += 1;
      return count;
    },
    latest(): readonly Latest[] {
      latest ??= Array.from({ length: last.size }, (_, index) => ({
        number: index + 1,
        revision: last.get(index + 1) ?? 0,
      }));
      return latest;
    },
    /** Numbers and revisions are given out one by one, so a name that is left out was there and is lost. */
    findGap(): string | undefined {
      // Nothing came since it was found whole.
      if (latest) return undefined;
      for (let number = 1; number <= last.size; number++) {
        const revisions = (last.get(number) ?? 0) + 1;
        if (counts.get(number) === revisions) continue;
        for (let revision = 0; revision < revisions; revision++) {
          const name = toRecordName({ number, revision });
          if (!records.has(name)) return name;
        }
      }
      return undefined;
    },
  };
}
