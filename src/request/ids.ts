import * as z from 'zod';
import { createMismatch, quoteValue } from './fields.ts';

export const expectedIds = {
  positive: 'give a positive whole number, or 1–20 digits as text',
  orZero: 'give a whole number, 0 or more, or 1–20 digits as text',
  orNone: 'give the id of one item, or leave it out to cancel the whole order',
} as const;

/** An id's digits without leading zeros, or undefined where it is none. */
function parseDigits(id: number | string): string | undefined {
  const isReadable = typeof id === 'string' ? /^\d{1,20}$/.test(id) : Number.isSafeInteger(id) && id >= 0;
  return isReadable ? BigInt(id).toString() : undefined;
}

/** An id as a number or digits; comes out as digits, so that none beyond 2^53 is ever rounded. */
function idField(range: keyof typeof expectedIds) {
  return z
    .union([z.number(), z.string()], { error: createMismatch(expectedIds[range]) })
    .transform((id, context) => {
      const digits = parseDigits(id);
      if (digits !== undefined && (digits !== '0' || range === 'orZero')) return digits;
      context.addIssue(`${quoteValue(id)} is not an id; ${expectedIds[range]}`);
      return z.NEVER;
    })
    .meta({ type: 'integer' });
}

export const orderIdSchema = idField('positive');
/** Of the one item to cancel. */
export const orderItemIdSchema = idField('orNone');
/** 0 stands for every order item. */
export const orderItemIdOrAllSchema = idField('orZero');

/** An id as the provider wrote it, number or numeric string, as its digits; anything else is none. */
export function readId(value: unknown): string | undefined {
  const digits = typeof value === 'number' || typeof value === 'string' ? parseDigits(value) : undefined;
  return digits === '0' ? undefined : digits;
}

/** Digits as a result shows them: a number, or a string where a number would be rounded. */
export function toResultId(digits: string): number | string {
  const asNumber = Number(digits);
  return Number.isSafeInteger(asNumber) ? asNumber : digits;
}

/** Orders ids by value; both are digits without leading zeros. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}
