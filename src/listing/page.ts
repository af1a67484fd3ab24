import { cutJson, sizeInResult } from '../provider/cut-json.ts';
import type { Json, JsonObject } from '../provider/json.ts';
import { isJsonObject } from '../provider/json.ts';

/** Leaves room in a result of 256 KiB, which holds every row twice, for what stands beside them. */
const maxPageBytes = 192 * 1024;

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
  let bytes = 0;
  for (const row of rows.slice(offset, offset + limit).map(toRow)) {
    bytes += sizeInResult(row) + 2;
    if (bytes > maxPageBytes && page.length > 0) break;
    page.push(bytes > maxPageBytes ? cutRow(row) : row);
  }
  const next = offset + page.length;
  return {
    rows: page,
    total: rows.length,
    ...(next < rows.length && page.length > 0 && { next_offset: next }),
  };
}

function cutRow(row: JsonObject): JsonObject {
  const cut: Json = cutJson(row, maxPageBytes);
  return isJsonObject(cut) ? cut : {};
}
