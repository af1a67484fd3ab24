import { isUnresolved, type JournalRecord, namesOf, placedOrderId } from './record.ts';

/**
 * What a journal is kept in: texts that are each written once, whole and durable, under a name that nothing else has, by
 * any number of processes. What fails is thrown as `state_unwritable`, saying why. Everything above decides by who got a name, and never by a clock or a lock.
 */
export interface Store {
  /** Where it is, for a person; no secret. */
  readonly place: string;
  /** Makes what it is kept in, when it is not there. */
  make(): Promise<void>;
  /** The text under a name, undefined when there is none. */
  read(name: string): Promise<string | undefined>;
  /** Writes a text under the first of `names` that is free; answers that name, or undefined when all were taken. */
  createUnder(names: Iterable<string>, text: string): Promise<string | undefined>;
  /** @throws VpsError `state_unwritable` naming what is damaged or missing. */
  records(): Promise<Records>;
  /** The clock that its records are dated by, in milliseconds since 1970, where it has one of its own. */
  now?(): number;
}

/** The latest revision of every record. What each order asks of them is answered without going through all of a long journal. */
export interface Records {
  /** By number, which begins at 1 and leaves none out. */
  readonly all: readonly JournalRecord[];
  readonly count: number;
  /** Those that are not settled, by number. */
  readonly open: readonly JournalRecord[];
  /** Of the orders that records have stood for, as digits; "0" when there is none. */
  readonly highestOrderId: string;
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
  let highest = 0n;

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
    get highestOrderId() {
      return `${highest}`;
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
      const orderId = BigInt(placedOrderId(record) ?? 0);
      if (orderId > highest) highest = orderId;
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
