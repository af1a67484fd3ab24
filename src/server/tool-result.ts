import type { CallToolResult } from '@modelcontextprotocol/server';
import { sizeInResult } from '../text.ts';
import { errorOutcomes } from '../tools/advertised-tools.ts';
import type { Tool, ToolResult } from '../tools/tool.ts';

/** Hosts cut or refuse larger results; ours are reduced before that, and say so. It holds for both forms together. */
export const maxResultBytes = 256 * 1024;

/** The fields of a result; beside them stand its own keys, and those of JSON-RPC. */
const maxFieldsBytes = maxResultBytes - 1_024;

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
  const structuredContent = toShownFields(tool, marked, redact);
  const content: CallToolResult['content'] = [{ type: 'text', text: JSON.stringify(structuredContent) }];
  return { ...(errorOutcomes.has(outcome) && { isError: true }), structuredContent, content };
}

type Fields = Record<string, unknown>;

function toShownFields(tool: Tool, result: Fields, redact: (text: string) => string): Fields {
  try {
    const fields = redactTexts(tool.resultSchema.parse(result), redact) as Fields;
    if (sizeInResult(fields) <= maxFieldsBytes) return fields;
  } catch {
    // What the schema refuses is reduced like what is too large: it may be the only word of an order that exists.
  }
  return redactTexts(toEssentials(result), redact) as Fields;
}

/** Under these names stand words of ours, which a weak password could equal; the provider's were redacted when they were read. */
const vocabulary = /^(?:outcome|code|state|kind|by|matched_by|confirmed_by|confirmation)$/;

/** For all that does not come from the provider, such as arguments; the shape stays as it is. */
function redactTexts(value: unknown, redact: (text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return vocabulary.test(key) ? value : redact(value);
  if (Array.isArray(value)) return value.map(entry => redactTexts(entry, redact, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, redactTexts(entry, redact, name)]),
  );
}

/** What every result can say; small enough, whatever became of the rest. */
const essentials = /^(?:outcome|sandbox|order_id|order_item_id|reference|error)$/;

function toEssentials({ next_step, ...facts }: Fields): Fields {
  const kept = Object.entries(facts).filter(([key, value]) => essentials.test(key) && value !== undefined);
  const warnings = ['The rest of this result cannot be shown: it is too large, or not what it should be.'];
  return { ...Object.fromEntries(kept), warnings, next_step };
}
