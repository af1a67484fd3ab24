import { VpsError } from '../errors/vps-error.ts';
import { isJsonObject, type Json } from '../provider/json.ts';
import { type Reply, readBody, toStatusError } from '../provider/reply.ts';
import { readStatus } from '../provider/status.ts';

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
