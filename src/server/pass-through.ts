import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';

/**
 * A JSON schema that is advertised as it is and lets everything pass. The SDK would answer bad input as plain text; a tool
 * checks it itself and answers in its own result shape. Nor is anything converted: the bundle has no code for that.
 */
export function passThrough(jsonSchema: Record<string, unknown>): StandardSchemaWithJSON<unknown> {
  return {
    '~standard': {
      version: 1,
      vendor: 'vps-order-mcp',
      validate: value => ({ value }),
      jsonSchema: { input: () => jsonSchema, output: () => jsonSchema },
    },
  };
}
