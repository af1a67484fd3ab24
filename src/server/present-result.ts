import type { CallToolResult } from '@modelcontextprotocol/server';
import { cutText } from '../provider/clean-text.ts';
import { cutJson, sizeInResult } from '../provider/cut-json.ts';
import type { Json } from '../provider/json.ts';
import { errorOutcomes, type Tool, type ToolResult } from '../tools/tool.ts';

/** Hosts cut or refuse larger results; ours are cut before that, and say so. It holds for both forms together. */
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
 * Never fails: what the schema refuses still goes out as its outcome, ids and next step.
 */
export function presentResult(tool: Tool, result: ToolResult, how: Presentation): CallToolResult {
  const { outcome, ...facts } = result;
  const marked = { outcome, ...(how.sandbox && { sandbox: true }), ...facts };
  const structuredContent = toSafeObject(tool, marked, how.redact);
  const content: CallToolResult['content'] = [{ type: 'text', text: JSON.stringify(structuredContent) }];
  return { ...(errorOutcomes.has(outcome) && { isError: true }), structuredContent, content };
}

type Fields = Record<string, unknown>;

function toSafeObject(tool: Tool, result: Fields, redact: (text: string) => string): Fields {
  try {
    const fields = redactTexts(tool.resultSchema.parse(result), redact) as Fields;
    if (sizeInResult(fields, maxFieldsBytes) <= maxFieldsBytes) return fields;
    const cut = cutLarge(tool, fields);
    return sizeInResult(cut, maxFieldsBytes) <= maxFieldsBytes ? cut : toEssence(fields);
  } catch {
    return redactTexts(toEssence(result), redact) as Fields;
  }
}

/** Words of the contract, which a weak password could equal; no provider text stands in them. */
const vocabulary: ReadonlySet<string> = new Set(['outcome', 'code', 'confirmed_by', 'confirmation']);

/** Provider text was redacted when it was read; this is for everything else, and leaves the shape as it is. */
function redactTexts(value: unknown, redact: (text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return vocabulary.has(key) ? value : redact(value);
  if (Array.isArray(value)) return value.map(entry => redactTexts(entry, redact, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, redactTexts(entry, redact, name)]),
  );
}

const neverCut: ReadonlySet<string> = new Set([
  'outcome',
  'sandbox',
  'order_id',
  'order_item_id',
  'error',
  'next_step',
]);

/** A field that is cut keeps at least this much of itself. */
const minFieldBytes = 2 * 1024;

/** The largest field gives way first, and no more of it than has to. */
function cutLarge(tool: Tool, result: Fields): Fields {
  const cut = { ...result };
  const sizes = Object.entries(cut).map(([key, value]) => ({ key, bytes: sizeInResult(value) }));
  for (const { key, bytes } of sizes
    .filter(({ key }) => !neverCut.has(key))
    .sort((a, b) => b.bytes - a.bytes)) {
    const excess = sizeInResult(cut) - maxFieldsBytes;
    if (excess <= 0) break;
    cutField(tool, cut, { key, maxBytes: Math.max(minFieldBytes, bytes - excess) });
  }
  return cut;
}

/** The mark has its place only where the schema allows one; a field that can't be cut goes. */
function cutField(tool: Tool, fields: Fields, { key, maxBytes }: { key: string; maxBytes: number }): void {
  // Everything in a result comes from JSON or goes there.
  const shorter = cutJson(fields[key] as Json, maxBytes);
  const choices = Array.isArray(shorter) ? [shorter, shorter.slice(0, -1)] : [shorter];
  const fitting = choices.find(choice => tool.resultSchema.safeParse({ ...fields, [key]: choice }).success);
  if (fitting === undefined) delete fields[key];
  else fields[key] = fitting;
}

/** What every result can say, whatever became of the rest. */
function toEssence({ outcome, order_id, reference, sandbox, error, next_step }: Fields): Fields {
  const essence = { outcome, sandbox, order_id, reference, error: toShortError(error), next_step };
  return Object.fromEntries(Object.entries(essence).filter(([, value]) => value !== undefined));
}

function toShortError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return { ...error, message: cutText(String(error.message)) };
}
