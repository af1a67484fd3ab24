import type { CallToolResult } from '@modelcontextprotocol/server';
import { sizeInResult } from '../text.ts';
import type { Tool, ToolResult } from '../tools/tool.ts';

/** Outcomes with which a call is marked as an error. */
const errorOutcomes: ReadonlySet<string> = new Set(['not_ordered', 'not_cancelled', 'unknown', 'failed']);

/**
 * Hosts cut or refuse results of more than 256 KiB; ours are reduced before that, and say so. Beside the fields in both of
 * their forms stand the result's own keys, and those of JSON-RPC.
 */
const maxFieldsBytes = 256 * 1024 - 1_024;

interface Presentation {
  readonly sandbox: boolean;
  /** Takes every form of the secret out of a text. */
  readonly redact: (text: string) => string;
}

/**
 * A tool's result as MCP sends it: `structuredContent`, and the same object as compact JSON text.
 * Never fails: what is too large, or not as its schema says, still goes out as its outcome, ids and next step.
 */
export function presentResult(
  tool: Tool,
  result: ToolResult,
  { sandbox, redact }: Presentation,
): CallToolResult {
  const { outcome, ...facts } = result;
  const marked = { outcome, ...(sandbox && { sandbox }), ...facts };
  const text = renderFields(tool, marked, redact);
  return {
    ...(errorOutcomes.has(outcome) && { isError: true }),
    structuredContent: JSON.parse(text),
    content: [{ type: 'text', text }],
  };
}

/** Under these names stand words of ours, which a weak password could equal; the provider's were redacted when they were read. */
const vocabulary = /^(?:outcome|code|state|kind|by|matched_by|confirmed_by|confirmation)$/;

function renderFields(tool: Tool, result: Record<string, unknown>, redact: (text: string) => string): string {
  // For all that does not come from the provider, such as arguments.
  const redactText = (key: string, value: unknown) =>
    typeof value === 'string' && !vocabulary.test(key) ? redact(value) : value;
  try {
    const text = JSON.stringify(tool.resultSchema.parse(result), redactText);
    if (sizeInResult(text) <= maxFieldsBytes) return text;
  } catch {
    // What the schema refuses is reduced like what is too large: it may be the only word of an order that exists.
  }
  return JSON.stringify(toEssentials(result), redactText);
}

/** What every result can say; small enough, whatever became of the rest. */
function toEssentials(result: Record<string, unknown>) {
  const { outcome, sandbox, order_id, order_item_id, reference, error, next_step } = result;
  const warnings = ['The rest of this result cannot be shown: it is too large, or not what it should be.'];
  return { outcome, sandbox, order_id, order_item_id, reference, error, warnings, next_step };
}
