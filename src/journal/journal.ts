import { VpsError } from '../errors/vps-error.ts';
import { type Budget, within } from '../time-budget.ts';
import { fingerprintCredential } from './header.ts';
import {
  type JournalRecord,
  journalFormat,
  type RecordFields,
  recordSchema,
  toRecordName,
} from './record.ts';
import type { Records, Store } from './store.ts';

/** What a claim states; the journal adds times and format. */
export type Claim = Omit<RecordFields, 'format' | 'state' | 'created_at' | 'changed_at'>;
export type Change = Partial<Omit<RecordFields, 'format' | 'created_at' | 'changed_at'>> &
  Pick<RecordFields, 'state'>;

/**
 * The order journal: one log of numbered records that any number of processes append to and read.
 * A record is never rewritten; each of its changes is a further file, created exclusively, so of any number of processes
 * that want to change a record exactly one does. Who came first is decided by the numbers, never by a clock.
 */
export interface Journal {
  /** Where it is kept, for a person. */
  readonly place: string;
  /** The fingerprint of the credential that orders; makes the journal when it is not there. */
  fingerprint(): Promise<string>;
  /** The records as they are now. @throws VpsError `state_unwritable` naming a damaged file. */
  records(): Promise<Records>;
  /** Appends a claim, synced. @throws VpsError `state_unwritable` when it can't be written. */
  claim(claim: Claim): Promise<JournalRecord>;
  /** Appends a record of another journal as it is. */
  adopt(record: RecordFields): Promise<JournalRecord>;
  /** Appends a change to this very revision, synced; undefined when somebody else changed the record first. */
  change(record: JournalRecord, change: Change): Promise<JournalRecord | undefined>;
  /** Binds an order id to one record; false when another record has it that did not come to nothing. */
  hold(orderId: string, record: JournalRecord): Promise<boolean>;
}

/** More racers than this for one number are not racers but a broken store. */
const maxRacers = 1_000;

export interface JournalOptions {
  readonly store: Store;
  readonly provider: string;
  readonly account: string;
  /** The token, or the user name of HTTP Basic; only its fingerprint is kept. */
  readonly identity: string;
  readonly now: () => number;
}

export function createJournal({ store, now, ...identity }: JournalOptions): Journal {
  const stamp = () => new Date(now()).toISOString();

  async function append(names: Iterable<string>, fields: RecordFields): Promise<string | undefined> {
    const text = `${JSON.stringify(recordSchema.parse(fields))}\n`;
    return store.createUnder(names, text);
  }

  async function add(fields: RecordFields): Promise<JournalRecord> {
    const next = (await store.records()).count + 1;
    const name = await append(numbersFrom(next), fields);
    if (name === undefined)
      throw new VpsError(
        'state_unwritable',
        `The order journal in ${store.place} cannot be written, and without it an order could be placed twice. Make the directory writable, or set VPS_STATE_DIR.`,
      );
    return { ...fields, number: Number.parseInt(name, 10), revision: 0 };
  }

  return {
    place: store.place,
    fingerprint: () => fingerprintCredential(store, identity),
    records: () => store.records(),

    async claim(claim) {
      await store.make();
      const time = stamp();
      return await add({
        ...claim,
        format: journalFormat,
        state: 'claimed',
        created_at: time,
        changed_at: time,
      });
    },

    async adopt(record) {
      await store.make();
      return await add(record);
    },

    async change(record, change) {
      const { number, revision, ...fields } = record;
      const changed: RecordFields = { ...fields, ...change, changed_at: stamp() };
      const name = await append([toRecordName({ number, revision: revision + 1 })], changed);
      return name === undefined ? undefined : { ...changed, number, revision: revision + 1 };
    },

    async hold(orderId, record) {
      const text = `${record.number}\n`;
      // A hold is for good; the next name is for when the record that has it came to nothing.
      for (let turn = 0; turn < maxRacers; turn++) {
        const name = `order-${orderId}${turn === 0 ? '' : `.${turn}`}.held`;
        const held = await store.createUnder([name], text);
        if (held !== undefined) return true;
        const holder = await store.read(name);
        if (holder === text) return true;
        const state = (await store.records()).at(Number(holder))?.state;
        if (state !== 'void' && state !== 'not_ordered') return false;
      }
      return false;
    },
  };
}

function* numbersFrom(first: number): Iterable<string> {
  for (let number = first; number < first + maxRacers; number++) yield toRecordName({ number, revision: 0 });
}

/** The journal as one call uses it: a step that outlasts the call's time is not waited for, and counts as failed. */
export function limitJournal(journal: Journal, budget: Budget): Journal {
  const message = `The order journal in ${journal.place} did not answer within the time of this call.`;
  const limit = <T>(step: Promise<T>) =>
    within(budget.remainingMs(), step, () => new VpsError('state_unwritable', message));
  return {
    ...journal,
    fingerprint: () => limit(journal.fingerprint()),
    records: () => limit(journal.records()),
    claim: claim => limit(journal.claim(claim)),
    change: (record, change) => limit(journal.change(record, change)),
    hold: (orderId, record) => limit(journal.hold(orderId, record)),
  };
}
