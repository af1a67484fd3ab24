import type { Records } from './records.ts';

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
