import { encode } from 'gpt-tokenizer/encoding/o200k_base';

/** Tokens of a value as JSON, as a model of the o200k vocabulary reads it. */
export function countTokens(value) {
  return encode(JSON.stringify(value)).length;
}

/** Tokens of what a model sees of each tool. */
export function countToolTokens(tools) {
  return Object.fromEntries(
    tools.map(({ name, description, inputSchema }) => [
      name,
      countTokens({ name, description, inputSchema }),
    ]),
  );
}
