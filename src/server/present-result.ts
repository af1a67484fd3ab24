import type { CallToolResult } from '@modelcontextprotocol/server';
import { errorOutcomes, type Tool, type ToolResult } from '../tools/tool.ts';

/** Hosts cut or refuse larger results; ours are cut before that, and say so. */
export const maxResultBytes = 256 * 1024;

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
    const parsed = tool.resultSchema.parse(result) as Fields;
    const text = JSON.stringify(parsed);
    const safe = redact(text);
    const fields: Fields = safe === text ? parsed : JSON.parse(safe);
    return Buffer.byteLength(safe) <= maxResultBytes ? fields : cutLarge(fields);
  } catch {
    return toEssence(result);
  }
}

const cutMark = '[cut: too large]';

/** Whole fields give way, the largest first; outcome, ids and next step always stay. */
function cutLarge(result: Fields): Fields {
  const cut = { ...result };
  const candidates = ['provider', 'servers', 'orders', 'request', 'order', 'payment', 'unresolved'].filter(
    key => key in cut,
  );
  const bySize = candidates.sort((a, b) => JSON.stringify(cut[b]).length - JSON.stringify(cut[a]).length);
  for (const key of bySize) {
    if (Buffer.byteLength(JSON.stringify(cut)) <= maxResultBytes) break;
    cut[key] = toCut(cut[key]);
  }
  return cut;
}

function toCut(value: unknown): unknown {
  if (Array.isArray(value)) return [{ cut: cutMark }];
  if (typeof value !== 'object' || value === null) return cutMark;
  const small = Object.entries(value).filter(([, entry]) => (JSON.stringify(entry) ?? '').length <= 2_048);
  return { ...Object.fromEntries(small.slice(0, 20)), cut: cutMark };
}

function toEssence({ outcome, order_id, reference, sandbox, next_step }: Fields): Fields {
  const essence = { outcome, sandbox, order_id, reference, next_step };
  return Object.fromEntries(Object.entries(essence).filter(([, value]) => value !== undefined));
}
