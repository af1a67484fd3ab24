import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type * as z from 'zod';

/**
 * The same advertised JSON schema, without the SDK's own check: it would answer bad input as plain text, and a tool
 * answers it in its own result shape.
 */
export function passThrough(schema: z.ZodType): StandardSchemaWithJSON<unknown> {
  const { validate: _, ...standard } = schema['~standard'];
  return { '~standard': { ...standard, validate: value => ({ value }) } };
}
