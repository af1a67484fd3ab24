import { coalesceReads } from '../coalesce-reads.ts';
import { VpsError } from '../errors/vps-error.ts';
import { compareIds, readId } from '../request/ids.ts';
import { within } from '../time-budget.ts';
import { type Order, readStatus, rowsOf, toOrder } from './order.ts';
import {
  type CallOptions,
  isJsonObject,
  type Json,
  type JsonObject,
  type Read,
  type Reply,
  readBody,
  toStatusError,
} from './reply.ts';

/**
 * The provider's lists, newest first; undefined where an answer is empty, which is no proof that there is nothing.
 * A provider answers all that an account ever had, so simultaneous calls share one request and what was read from it. It is
 * always sent after they asked: nobody is answered from before.
 */
export function createLists(read: Read) {
  const readOrderList = async (options: CallOptions) => {
    const rows = readRows(await read('order_list', {}, options), orderList);
    return rows?.map(toOrder).sort((a, b) => compareIds(b.id ?? '0', a.id ?? '0'));
  };
  const readServerList = async (itemId: string, options: CallOptions) => {
    const rows = readRows(await read('server_list', { order_item_id: itemId }, options), serverList);
    return rows?.sort((a, b) => compareIds(idOf(b), idOf(a)));
  };
  const readAllServers = shareRead(options => readServerList('0', options));
  return {
    /** @throws VpsError when they cannot be read. */
    listOrders: shareRead<readonly Order[] | undefined>(readOrderList),
    /** Those of one order item, or all of them with "0". @throws VpsError when they cannot be read. */
    async listServers(itemId: string, options: CallOptions): Promise<readonly JsonObject[] | undefined> {
      if (itemId === '0') return await readAllServers(options);
      const servers = await readServerList(itemId, options);
      // A provider that ignores the id answers every server; a row that names no item is taken as it comes.
      return servers?.filter(server => (readId(server.order_item_id) ?? itemId) === itemId);
    },
  };
}

function idOf(server: JsonObject): string {
  return readId(server.id) ?? readId(server.server_id) ?? readId(server.order_item_id) ?? '0';
}

/** A read that takes longer than this holds nobody who comes after it. */
const patienceMs = 2_000;

/** A caller's own time ends only its wait. Who comes cancelled asks for nothing; who is cancelled later hears nothing. */
function shareRead<T>(read: (options: CallOptions) => Promise<T>): (options: CallOptions) => Promise<T> {
  const share = coalesceReads(() => read({ timeoutMs: Number.POSITIVE_INFINITY }), patienceMs);
  return async ({ timeoutMs, signal }) => {
    if (signal?.aborted) throw new VpsError('timeout', 'The call was cancelled.');
    const seconds = Math.round(timeoutMs / 100) / 10;
    const message = `The provider's list was not there within ${seconds} seconds.`;
    return await within(timeoutMs, share(), () => new VpsError('timeout', message));
  };
}

/** What an object may call its list, and the id by which one without a list is a row itself. */
interface ListShape {
  readonly names: readonly [string, ...string[]];
  readonly idName: string;
}

const orderList: ListShape = { names: ['orders', 'order_list'], idName: 'order_id' };
const serverList: ListShape = { names: ['servers', 'server_list'], idName: 'order_item_id' };

/** Undefined where an answer is empty. @throws VpsError when it holds something that is no list: "none" would be a guess. */
function readRows(reply: Reply, shape: ListShape): JsonObject[] | undefined {
  const body = readBody(reply) ?? {};
  if (isJsonObject(body) && Object.keys(body).length === 0) return undefined;
  const rows = readList(body, shape);
  if (rows) return rows;
  const status = isJsonObject(body) ? readStatus(body.status) : undefined;
  if (status !== undefined && status >= 400) throw toStatusError(status, body);
  const message = `The provider's answer holds no list of ${shape.names[0]}.`;
  throw new VpsError('bad_response', message, { provider: body });
}

/** Names that any API may give to what it answers. A row may hold a list of its own under the others. */
const envelopeNames = ['data', 'result', 'list'];

/** An array, what an object holds under a known name, the one row that it is, its first list, or a map from id to row. */
function readList(body: Json | undefined, shape: ListShape): JsonObject[] | undefined {
  if (Array.isArray(body)) return readEntries(body);
  if (!isJsonObject(body)) return undefined;
  // An answer may repeat the id that was asked for beside its list.
  const held = [...shape.names, ...envelopeNames].map(name => readList(body[name], shape));
  const named = held.find(rows => rows !== undefined);
  if (named || shape.idName in body) return named ?? [body];
  const list = readList(body.items, shape) ?? Object.values(body).find(isListOfObjects);
  return list?.filter(isJsonObject) ?? (isMap(body) ? rowsOf(body) : undefined);
}

/** What is no object is left out; a list of nothing else, such as of bare ids, is not one that can be read. */
function readEntries(list: Json[]): JsonObject[] | undefined {
  return list.length === 0 || isListOfObjects(list) ? list.filter(isJsonObject) : undefined;
}

function isListOfObjects(value: Json): value is Json[] {
  return Array.isArray(value) && value.some(isJsonObject);
}

function isMap(value: JsonObject): boolean {
  return Object.entries(value).every(([key, row]) => /^\d+$/.test(key) && isJsonObject(row));
}
