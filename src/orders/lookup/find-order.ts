import type { Budget } from '../../budget.ts';
import { VpsError } from '../../errors/vps-error.ts';
import type { Journal } from '../../journal/journal.ts';
import { type JournalRecord, namesOf } from '../../journal/record.ts';
import { compareIds, type JsonObject, readId } from '../../provider/json.ts';
import type { Order } from '../../provider/order.ts';
import type { ProviderClient } from '../../provider/provider-client.ts';
import { toStatusError } from '../../provider/reply.ts';
import { toComparable } from '../find-record.ts';
import { readOrderAnswer } from '../status/read-order.ts';
import { isProvenById, type Match, matchOrders } from './match-orders.ts';

/** Orders are looked at one by one only while they are this few: more would outlast the call. */
const maxLookedAt = 12;

interface Search {
  readonly provider: ProviderClient;
  readonly journal: Journal;
  readonly budget: Budget;
}

/**
 * Looks for the order behind a record whose answer was lost.
 * @throws VpsError when the provider can't be read.
 */
export async function findOrder(record: JournalRecord, search: Search): Promise<Found> {
  const { order_id } = record;
  if (order_id !== undefined) {
    const match = await findById({ ...record, order_id }, search);
    return { match, serversSeen: match.kind === 'one' ? [] : await findServers(record, search) };
  }
  const orders = await search.provider.listOrders({ timeoutMs: search.budget.remainingMs() });
  const detailed = await addDetails(orders ?? [], record, search);
  const match = await matchAmong(detailed, record, search);
  if (match.kind === 'one') return { match, serversSeen: [] };
  const serversSeen = await findServers(record, search);
  const named = await readOrdersOf(serversSeen, detailed, search);
  return {
    match: named.length === 0 ? match : await matchAmong([...detailed, ...named], record, search),
    serversSeen,
  };
}

/** What was found behind a record; servers that bear one of its names prove no order, but a person needs them to decide. */
export interface Found {
  readonly match: Match;
  readonly serversSeen: readonly JsonObject[];
}

async function matchAmong(
  orders: readonly Order[],
  record: JournalRecord,
  { journal }: Search,
): Promise<Match> {
  // Read after the list: an order that the list shows was claimed before, so its record is among these.
  const others = (await journal.records()).all.filter(({ number }) => number !== record.number);
  return matchOrders(record, orders, others);
}

/** A result shows this many of the servers that bear a name at most. */
const maxServersSeen = 10;

/** The servers that bear one of the record's names; none where they can't be read. */
async function findServers(record: JournalRecord, { provider, budget }: Search): Promise<JsonObject[]> {
  try {
    const servers = (await provider.listServers('0', { timeoutMs: budget.remainingMs() })) ?? [];
    const isSeen = (server: JsonObject) => namesOf(record).some(name => bearsName(server, name));
    return servers.filter(isSeen).slice(0, maxServersSeen);
  } catch {
    return [];
  }
}

/** The documentation says nothing of a server's fields. */
const nameFields = ['name', 'reference', 'hostname', 'label'];

export function bearsName(server: JsonObject, name: string): boolean {
  return nameFields.some(field => {
    const borne = server[field];
    return typeof borne === 'string' && toComparable(borne) === toComparable(name);
  });
}

/** Where a server names its order, that order is a candidate that the list may have left out. */
async function readOrdersOf(
  servers: readonly JsonObject[],
  known: readonly Order[],
  search: Search,
): Promise<Order[]> {
  const ids = new Set(servers.flatMap(server => readId(server.order_id) ?? []));
  for (const { id } of known) if (id !== undefined) ids.delete(id);
  const read = [...ids].map(id => readOneOrder(id, search).catch(() => undefined));
  return (await Promise.all(read)).flatMap(order => order ?? []);
}

/** An answer that refused an order and named one may have named another's. */
async function findById(record: JournalRecord & { order_id: string }, search: Search): Promise<Match> {
  try {
    const order = await readOneOrder(record.order_id, search);
    return isProvenById(record, order) ? { kind: 'one', order, by: 'order_id' } : { kind: 'none' };
  } catch (error) {
    if (error instanceof VpsError && error.code === 'not_found') return { kind: 'none' };
    throw error;
  }
}

/** An order that the answer names. @throws VpsError when it can't be read. */
export async function readOneOrder(
  orderId: string,
  { provider, budget, signal }: Pick<Search, 'provider' | 'budget'> & { signal?: AbortSignal },
): Promise<Order & { id: string }> {
  const { order } = await readOrderAnswer(provider, orderId, { timeoutMs: budget.remainingMs(), signal });
  const { status, fields } = order;
  if (status !== undefined && isTroubleOfTheRead(order)) throw toStatusError(status, fields);
  if (order.id === undefined)
    throw new VpsError('bad_response', "The provider's answer does not name the order.", {
      provider: fields,
    });
  return { ...order, id: orderId };
}

/** Statuses that say why an order could not be shown; beside its items they say that it failed. */
function isTroubleOfTheRead({ status = 0, items }: Order): boolean {
  return items.length === 0 && (status >= 500 || [401, 403, 408, 429].includes(status));
}

/** Lists may leave items and reference out; then the newest orders that could be the one are read by themselves. */
async function addDetails(orders: readonly Order[], record: JournalRecord, search: Search): Promise<Order[]> {
  const { baseline = '0' } = record;
  const candidates = orders
    .flatMap(({ id, items, reference }) =>
      id !== undefined && items.length === 0 && reference === undefined ? [id] : [],
    )
    .filter(id => compareIds(id, baseline) > 0)
    .sort((a, b) => compareIds(b, a))
    .slice(0, maxLookedAt);
  const read = await Promise.all(
    candidates.map(async id => [id, await readOneOrder(id, search).catch(() => undefined)] as const),
  );
  const details = new Map(read);
  return orders.map(order => {
    const detailed = order.id === undefined ? undefined : details.get(order.id);
    return detailed ? { ...detailed, id: order.id } : order;
  });
}
