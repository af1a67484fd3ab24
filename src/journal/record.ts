import * as z from 'zod';
import { errorCodes } from '../errors/vps-error.ts';

/** The format of everything in a journal directory; a directory that states another one is not touched. */
export const journalFormat = 1;

const time = z.iso.datetime();
const digits = z.string().regex(/^\d{1,20}$/);

/** What the journal knows of one intent. No credential and no key material is ever in it. */
export const recordSchema = z.strictObject({
  format: z.literal(journalFormat),
  state: z.enum(['claimed', 'sending', 'void', 'unknown', 'ordered', 'payment_required', 'not_ordered']),
  created_at: time,
  changed_at: time,
  /** How long after `created_at` or `changed_at` the process that works on it has surely given up. */
  patience_ms: z.number().int().positive(),
  intent_id: z.string(),
  key: z.string().optional(),
  /** SHA-256 of what the request means, behind the version of the rules that read it. */
  request_digest: z.string(),
  /** The same without the servers' names. */
  nameless_digest: z.string().optional(),
  reference: z.string(),
  reference_origin: z.enum(['caller', 'key', 'random']),
  /** Salted, truncated fingerprint of the credential that orders. */
  credential: z.string(),
  /** What is ordered, for a person: keys as fingerprints, secrets masked. */
  items: z.array(z.looseObject({ name: z.string() })),
  /** The highest order id before this one was sent; absent when it could not be read. */
  baseline: digits.optional(),
  confirmed_by: z.enum(['person', 'client', 'nobody']).optional(),
  /** What it costs by the operator's price list, as it was when it was claimed. */
  estimate: z
    .looseObject({
      amount: z.string().regex(/^\d+\.\d{2}$/),
      currency: z.string(),
      period_days: z.number().int().positive(),
      missing: z.array(z.string()).optional(),
    })
    .optional(),
  /** The W3C trace of the call that ordered. */
  traceparent: z.string().optional(),
  order_id: digits.optional(),
  status: z.number().int().optional(),
  message: z.string().optional(),
  /** What the provider's payment request held, without its details. */
  payment: z.looseObject({}).optional(),
  /** An `ordered` one that asked for a payment later, and has not said since that it goes on. */
  unpaid: z.literal(true).optional(),
  /** Why it was not ordered. */
  error_code: z.enum(errorCodes).optional(),
  matched_by: z.string().optional(),
  /** A placed order that no longer stands in the way of an identical one. */
  ended: z.enum(['cancelled', 'failed']).optional(),
  cancelled_items: z.array(digits).optional(),
  settled_by: z.literal('person').optional(),
});

export type RecordFields = z.output<typeof recordSchema>;
export type RecordState = RecordFields['state'];

/** A record with its place in the log: its number names the intent, its revision counts its changes. */
export interface JournalRecord extends RecordFields {
  readonly number: number;
  readonly revision: number;
}

/** The order that a record is known to stand for; an id that an unresolved one only heard of may be another's. */
export function placedOrderId({ state, order_id }: JournalRecord): string | undefined {
  return state === 'ordered' || state === 'payment_required' ? order_id : undefined;
}

export function placedOrderIds(records: readonly JournalRecord[]): string[] {
  return records.flatMap(record => placedOrderId(record) ?? []);
}

export function namesOf({ items }: JournalRecord): string[] {
  return items.map(item => item.name);
}

/** Whether an order waits for its payment, from the start or since then. */
export function isUnpaid({ state, unpaid }: JournalRecord): boolean {
  return state === 'payment_required' || (state === 'ordered' && unpaid === true);
}

/** Whether it is still open if an order stands behind the record, or whether that order will be paid. */
export function isUnresolved(record: JournalRecord): boolean {
  if (record.ended) return false;
  return isInFlight(record) || record.state === 'unknown' || isUnpaid(record);
}

export function isInFlight({ state }: JournalRecord): boolean {
  return state === 'claimed' || state === 'sending';
}

/** Where in the log a revision of a record stands. */
export type Place = Pick<JournalRecord, 'number' | 'revision'>;

/** A file's name is `NUMBER.REVISION.json`. */
export function toRecordName({ number, revision }: Place): string {
  return `${String(number).padStart(8, '0')}.${revision}.json`;
}

export function parseRecordName(name: string): Place | undefined {
  const match = /^(\d{8}|[1-9]\d{8,14})\.(0|[1-9]\d{0,8})\.json$/.exec(name);
  return match ? { number: Number(match[1]), revision: Number(match[2]) } : undefined;
}
