import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { errorCodes } from '../../src/errors/vps-error.ts';
import { tools } from '../../src/tools/registry.ts';

type JsonSchema = { [key: string]: unknown; properties?: Record<string, JsonSchema> };

/** What a client may assume about each tool; a change of one is a change of what the package promises. */
const annotations = {
  order_create: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  order_status: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  order_list: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  order_cancel: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  server_list: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
};

function toInput(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
}

/** Every property of a schema at any depth, by its path. */
function listFields(schema: unknown, path: string): { path: string; field: JsonSchema }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(part => listFields(part, path));
  const { properties = {}, ...rest } = schema as JsonSchema;
  const own = Object.entries(properties).map(([name, field]) => ({ path: `${path}.${name}`, field }));
  return [
    ...own,
    ...own.flatMap(({ path: deeper, field }) => listFields(field, deeper)),
    ...Object.values(rest).flatMap(part => listFields(part, path)),
  ];
}

it('the registry holds the five tools with the annotations that they are promised to have', () => {
  expect(Object.fromEntries(tools.map(tool => [tool.name, tool.annotations]))).toEqual(annotations);
});

it('every tool has a file of its name', () => {
  const files = readdirSync(new URL('../../src/tools', import.meta.url));
  for (const { name } of tools) expect(files).toContain(`${name.replaceAll('_', '-')}.ts`);
});

describe.each(tools)('$name', ({ name, title, description, argumentsSchema, resultSchema, failure }) => {
  it('has a title and a description that says what it does and where to go next', () => {
    expect(title).toMatch(/^[A-Z][a-z ]+$/);
    expect(description.length).toBeGreaterThan(80);
    const others = tools.filter(other => other.name !== name);
    expect(others.some(other => description.includes(other.name))).toBe(true);
  });

  it('describes every input field in a sentence', () => {
    const fields = listFields(toInput(argumentsSchema), name);
    expect(fields.length).toBeGreaterThan(0);
    for (const { path, field } of fields) {
      expect(field.description, path).toMatch(/\.$/);
    }
  });

  it('refuses keys that it does not know', () => {
    const schema = toInput(argumentsSchema);
    expect(schema.type).toBe('object');
    expect(schema.additionalProperties).toBe(false);
    const parsed = argumentsSchema.safeParse({ unknown_key: 1 });
    expect(JSON.stringify(parsed.error?.issues)).toContain('unknown_key');
  });

  it('names its outcome first, and asks for no more than outcome and next step', () => {
    const schema = z.toJSONSchema(resultSchema, { io: 'output' }) as JsonSchema;
    expect(schema.type).toBe('object');
    expect(Object.keys(schema.properties ?? {})[0]).toBe('outcome');
    expect(schema.required).toEqual(['outcome', 'next_step']);
  });

  it.each(errorCodes)('fits an error of the code %s into its result', code => {
    const result = {
      outcome: failure,
      error: { code, message: 'What is wrong.', retryable: false },
      sandbox: true,
      next_step: 'What to do.',
    };
    expect(resultSchema.parse(result)).toEqual(result);
  });

  it('keeps regular expressions and the limits of a double out of what the model reads', () => {
    const text = JSON.stringify(toInput(argumentsSchema));
    expect(text).not.toContain('"pattern"');
    expect(text).not.toContain('9007199254740991');
  });
});
