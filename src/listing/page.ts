import type { JsonObject } from '../provider/read-json.ts';

/** A result of this many bytes still passes every client and costs a model more than it can use. */
const maxPageBytes = 192 * 1024;

export interface Page {
  readonly rows: JsonObject[];
  readonly total: number;
  readonly next_offset?: number;
}

/** A page of rows, shorter than asked for when the rows are large; always at least one row, so that paging ends. */
export function toPage(
  rows: readonly JsonObject[],
  { offset, limit }: { offset: number; limit: number },
): Page {
  const wanted = rows.slice(offset, offset + limit);
  let bytes = 0;
  const fitting = wanted.filter((row, index) => {
    bytes += Buffer.byteLength(JSON.stringify(row));
    return index === 0 || bytes <= maxPageBytes;
  });
  const next = offset + fitting.length;
  return {
    rows: fitting,
    total: rows.length,
    ...(next < rows.length && fitting.length > 0 && { next_offset: next }),
  };
}
