import * as z from 'zod';
import { createMismatch } from './quote-entry.ts';
import { toIssue } from './text-field.ts';
import { checkVisibleText } from './visible-text.ts';

const expected = 'give a name such as "Debian", or a positive whole number';

/** The provider's number of an operating system, or the name of one. */
export const osSchema = z
  .union([z.number(), z.string()], { error: createMismatch(expected) })
  .check(({ value, issues }) => {
    if (typeof value === 'string') {
      const ruling = checkVisibleText(value);
      if ('problems' in ruling) issues.push(...ruling.problems.map(message => toIssue(message)));
    } else if (!Number.isSafeInteger(value) || value < 1) {
      issues.push(toIssue(`${value} is not an operating system; ${expected}`));
    }
  })
  .meta({ type: 'string' });

type OperatingSystem = { os: number | string; os_version?: string | undefined };

/** A number already stands for one version, so that a second one could contradict it. */
export function checkOperatingSystem({ value, issues }: z.core.ParsePayload<OperatingSystem>): void {
  if (typeof value.os === 'string' || value.os_version === undefined) return;
  issues.push(toIssue('goes with an os name only; leave it out beside an os number', ['os_version']));
}
