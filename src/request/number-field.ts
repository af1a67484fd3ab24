import * as z from 'zod';
import { createMismatch } from './quote-entry.ts';
import { toIssue } from './text-field.ts';

type NumberRule = { min?: number; max?: number; above?: number };

function toExpectation({ min, max, above }: NumberRule): string {
  if (above !== undefined) return `above ${above}`;
  return max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
}

function isWithin(value: number, { min, max, above }: NumberRule): boolean {
  return value >= (min ?? -Infinity) && value <= (max ?? Infinity) && value > (above ?? -Infinity);
}

/** A finite number inside the bounds, fractions allowed. */
export function numberField(rule: NumberRule) {
  const expected = `a number ${toExpectation(rule)}`;
  return z.number({ error: createMismatch(`give ${expected}`) }).check(({ value, issues }) => {
    if (!isWithin(value, rule)) issues.push(toIssue(`${value} is not ${expected}`));
  });
}

/** A whole number inside the bounds. `z.int()` would advertise the limits of a double to the model. */
export function wholeNumberField(rule: NumberRule) {
  const expected = `a whole number ${toExpectation(rule)}`;
  return z
    .number({ error: createMismatch(`give ${expected}`) })
    .check(({ value, issues }) => {
      if (Number.isSafeInteger(value) && isWithin(value, rule)) return;
      const problem = value > Number.MAX_SAFE_INTEGER ? 'is too large' : `${value} is not ${expected}`;
      issues.push(toIssue(problem));
    })
    .meta({ type: 'integer' });
}
