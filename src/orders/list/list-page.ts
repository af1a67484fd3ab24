import { VpsError } from '../../errors/vps-error.ts';
import { isJsonObject, type Json, type JsonObject } from '../../provider/json.ts';
import { type Reply, readBody, toStatusError } from '../../provider/reply.ts';
import { readStatus } from '../../provider/status.ts';
import { sizeInResult } from '../../text/size-in-result.ts';

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
    const bytes = sizeInResult(row);
    if (bytes > left && page.length > 0) break;
    page.push(bytes > left ? shorten(row) : row);
    left -= bytes;
  }
  const next = offset + page.length;
  return {
    rows: page,
    total: rows.length,
    ...(next < rows.length && page.length > 0 && { next_offset: next }),
  };
}

const leadingKeys: ReadonlySet<string> = new Set([
  'order_id',
  'order_item_id',
  'server_id',
  'id',
  'reference',
  'status',
  'state',
]);

/** A row that alone is too large for a page: what it is known by, and what became of it. */
function shorten(row: JsonObject): JsonObject {
  const known = Object.entries(row).filter(
    ([key, value]) => leadingKeys.has(key) && typeof value !== 'object',
  );
  return { ...Object.fromEntries(known), cut: '[cut: too large]' };
}

/**
 * The rows of a list, with what is to be said about them. An answer without any content counts as an empty list.
 * @throws VpsError when the answer is a failure, or holds something that is no list: "none" would be a guess then.
 */
export function readRows<Row>(
  reply: Reply,
  { read, what }: { read: (body: Json | undefined) => Row[] | undefined; what: string },
): { rows: Row[]; warnings: string[] } {
  const body = readBody(reply);
  const rows = read(body);
  if (rows) return { rows, warnings: [] };
  if (isEmpty(body)) {
    const warning = `The provider's answer was empty, which is taken as no ${what}. Check VPS_API_URL if there should be some.`;
    return { rows: [], warnings: [warning] };
  }
  const status = isJsonObject(body) ? readStatus(body.status) : undefined;
  if (status !== undefined && status >= 400) throw toStatusError(status, body);
  throw new VpsError('bad_response', `The provider's answer holds no list of ${what}.`, { provider: body });
}

function isEmpty(body: Json | undefined): boolean {
  return body === undefined || body === null || (isJsonObject(body) && Object.keys(body).length === 0);
}
