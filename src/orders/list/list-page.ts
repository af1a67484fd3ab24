import type { JsonObject } from '../../provider/reply.ts';
import { sizeInResult } from '../../text.ts';

/** Leaves room in a result of 256 KiB for what stands beside the rows. */
const maxPageBytes = 176 * 1024;

export interface Page {
  readonly rows: JsonObject[];
  readonly total: number;
  readonly next_offset?: number;
}

/** A page of rows, shorter than asked for when the rows are large; always at least one row, so that paging ends. */
export function toPage<Row>(
  rows: readonly Row[],
  { offset, limit, toRow }: { offset: number; limit: number; toRow: (row: Row) => JsonObject },
): Page {
  const page: JsonObject[] = [];
  let left = maxPageBytes;
  for (const row of rows.slice(offset, offset + limit).map(toRow)) {
    const bytes = sizeInResult(JSON.stringify(row));
    if (bytes > left && page.length > 0) break;
    page.push(bytes > left ? shorten(row) : row);
    left -= bytes;
  }
  const next = offset + page.length;
  return { rows: page, total: rows.length, ...(next < rows.length && { next_offset: next }) };
}

const leadingName = /^(\w+_)?id$|^(reference|status|state)$/;

/** A row that alone is too large for a page: what it is known by, and what became of it. */
function shorten(row: JsonObject): JsonObject {
  const known = Object.entries(row).filter(
    ([name, value]) => leadingName.test(name) && typeof value !== 'object',
  );
  return { ...Object.fromEntries(known), cut: '[cut: too large]' };
}

/** An answer without any content counts as an empty list. */
export function warnOfEmptyAnswer(what: string): string {
  return `The provider's answer was empty, which is taken as no ${what}. Check VPS_API_URL if there should be some.`;
}
