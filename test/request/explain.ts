import type * as z from 'zod';
import { toProblems } from '../../src/request/problems.ts';

/** What a caller is told of a value; the path of a field by itself is `arguments`. */
export function explain(schema: z.ZodType, value: unknown): string {
  const { error } = schema.safeParse(value);
  return error ? toProblems(error) : 'accepted';
}
