import * as z from 'zod';
import { createMismatch, quoteValue } from './quote-entry.ts';
import { toIssue } from './text-field.ts';

const expectedId = 'give a positive whole number, or 1–20 digits as text';

function isFirewallId(id: number | string): boolean {
  if (typeof id === 'number') return Number.isSafeInteger(id) && id > 0;
  return /^\d{1,20}$/.test(id) && BigInt(id) > 0n;
}

/** A firewall group. A number stays a number and digits stay text, since the provider documents neither. */
export const firewallIdSchema = z
  .union([z.number(), z.string()], { error: createMismatch(expectedId) })
  .check(({ value, issues }) => {
    if (!isFirewallId(value))
      issues.push(toIssue(`${quoteValue(value)} is not a firewall group; ${expectedId}`));
  })
  .meta({ type: 'integer' });

/** The documented spelling is a text. */
export const firewallAddmeSchema = z.enum(['0', '1'], {
  error: createMismatch('give "1" or "0" as text, in quotes'),
});
