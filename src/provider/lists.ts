import { VpsError } from '../errors/vps-error.ts';
import { shareNext } from '../share-next.ts';
import { compareIds, readId } from './ids.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { type Order, readOrders, readServers } from './order.ts';
import { type CallOptions, type Reply, readBody, toStatusError } from './reply.ts';
import { readStatus } from './status.ts';

/**
 * The provider's lists, newest first; undefined where an answer is empty, which is no proof that there is nothing.
 * A provider answers all that an account ever had, so simultaneous calls share one request and what was read from it. It is
 * always sent after they asked: nobody is answered from before.
 */
export interface ProviderLists {
  /** @throws VpsError when they cannot be read. */
  listOrders(options: CallOptions): Promise<readonly Order[] | undefined>;
  /** Those of one order item, or all of them with "0". @throws VpsError like `listOrders`. */
  listServers(itemId: string, options: CallOptions): Promise<readonly JsonObject[] | undefined>;
}

type ReadList = (
  action: 'order_list' | 'server_list',
  parameters: object,
  options: CallOptions,
) => Promise<Reply>;

export function createLists(read: ReadList): ProviderLists {
  const readOrderList = async (options: CallOptions) => {
    const orders = readRows(await read('order_list', {}, options), { read: readOrders, what: 'orders' });
    return orders?.sort((a, b) => compareIds(b.id ?? '0', a.id ?? '0'));
  };
  const readServerList = async (itemId: string, options: CallOptions) => {
    const reply = await read('server_list', { order_item_id: itemId }, options);
    const servers = readRows(reply, { read: readServers, what: 'servers' });
    return servers?.sort((a, b) => compareIds(idOf(b), idOf(a)));
  };
  const readAllServers = shareRead(options => readServerList('0', options));
  return {
    listOrders: shareRead(readOrderList),
    listServers: async (itemId, options) => {
      if (itemId === '0') return await readAllServers(options);
      return (await readServerList(itemId, options))?.filter(server => belongsTo(server, itemId));
    },
  };
}

/** A read that takes longer than this holds nobody who comes after it. */
const patienceMs = 2_000;

/** The deadline of the request itself is that of every request; a caller's own one and its signal end only its wait. */
function shareRead<T>(read: (options: CallOptions) => Promise<T>): (options: CallOptions) => Promise<T> {
  const share = shareNext(() => read({ timeoutMs: Number.POSITIVE_INFINITY }), patienceMs);
  return ({ timeoutMs, signal }) =>
    new Promise((resolve, reject) => {
      const cancel = () => reject(new VpsError('timeout', 'The call was cancelled.'));
      if (signal?.aborted) return cancel();
      const seconds = Math.round(timeoutMs / 100) / 10;
      const giveUp = () =>
        reject(new VpsError('timeout', `The provider's list was not there within ${seconds} seconds.`));
      const timer = setTimeout(giveUp, timeoutMs);
      signal?.addEventListener('abort', cancel, { once: true });
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      };
      share().then(resolve, reject).finally(end);
    });
}

/**
 * The rows of a list; undefined where the answer holds nothing at all.
 * @throws VpsError when it is a failure, or holds something that is no list: "none" would be a guess then.
 */
function readRows<Row>(
  reply: Reply,
  { read, what }: { read: (body: Json | undefined) => Row[] | undefined; what: string },
): Row[] | undefined {
  const body = readBody(reply);
  const rows = read(body);
  if (rows || isEmpty(body)) return rows;
  const status = isJsonObject(body) ? readStatus(body.status) : undefined;
  if (status !== undefined && status >= 400) throw toStatusError(status, body);
  throw new VpsError('bad_response', `The provider's answer holds no list of ${what}.`, { provider: body });
}

function isEmpty(body: Json | undefined): boolean {
  return body === undefined || body === null || (isJsonObject(body) && Object.keys(body).length === 0);
}

/** A provider that ignores the id answers every server; a row that names no item is taken as it comes. */
function belongsTo(server: JsonObject, itemId: string): boolean {
  return (readId(server.order_item_id) ?? itemId) === itemId;
}

function idOf(server: JsonObject): string {
  return readId(server.id) ?? readId(server.server_id) ?? readId(server.order_item_id) ?? '0';
}
