import { isUnresolved, type JournalRecord, namesOf, placedOrderId } from './record.ts';

/** The latest revision of every record. What each order asks of them is answered without going through all of a long journal. */
export interface Records {
  /** By number, which begins at 1 and leaves none out. */
  readonly all: readonly JournalRecord[];
  readonly count: number;
  /** Those that are not settled, by number. */
  readonly open: readonly JournalRecord[];
  at(number: number): JournalRecord | undefined;
  /** Those that have this value now, by number. */
  having(field: keyof typeof fields, value: string): JournalRecord[];
}

/** The same, as a store fills it. */
export interface GrowingRecords extends Records {
  /** Those that another process may still change without having been asked, by number. */
  readonly changing: readonly JournalRecord[];
  /** Takes a record unless a later revision of it is there. */
  put(record: JournalRecord): void;
}

const fields = {
  key: ({ key }: JournalRecord) => key,
  request_digest: ({ request_digest }: JournalRecord) => request_digest,
  names: (record: JournalRecord) => joinNames(namesOf(record)),
  placed_order_id: placedOrderId,
};

/** Names as one value, whatever their order. */
export function joinNames(names: readonly string[]): string {
  return names.toSorted().join('\0');
}

export function createRecords(): GrowingRecords {
  const latest: JournalRecord[] = [];
  const changing = new Set<number>();
  /** Of each field and value the numbers of the records that have it, or had it. */
  const numbers = new Map<string, Map<string, number[]>>();
  let all: readonly JournalRecord[] | undefined;

  const at = (number: number) => latest[number - 1];
  const byNumber = (found: Iterable<number>) =>
    [...new Set(found)].sort((a, b) => a - b).flatMap(number => at(number) ?? []);

  function note(field: string, value: string, number: number): void {
    const ofField = numbers.get(field) ?? new Map<string, number[]>();
    numbers.set(field, ofField);
    const others = ofField.get(value);
    if (others) others.push(number);
    else ofField.set(value, [number]);
  }

  return {
    get all() {
      all ??= [...latest];
      return all;
    },
    get count() {
      return latest.length;
    },
    get open() {
      return byNumber(changing).filter(isUnresolved);
    },
    get changing() {
      return byNumber(changing);
    },
    at,
    having: (field, value) =>
      byNumber(numbers.get(field)?.get(value) ?? []).filter(record => fields[field](record) === value),
    put(record) {
      const { number, revision } = record;
      const before = at(number);
      if (before && before.revision >= revision) return;
      latest[number - 1] = record;
      all = undefined;
      // An order that a person settled as not ordered, and the provider proves, is changed once more.
      if (isUnresolved(record) || record.settled_by === 'person') changing.add(number);
      else changing.delete(number);
      for (const [field, read] of Object.entries(fields)) {
        const value = read(record);
        if (value !== undefined && !(before && read(before) === value)) note(field, value, number);
      }
    },
  };
}
