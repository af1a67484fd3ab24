import { VpsError } from '../../errors/vps-error.ts';
import { isUnresolved, type JournalRecord, namesOf, placedOrderId } from '../../journal/record.ts';
import type { Order } from '../../provider/order.ts';
import { type JsonObject, toStatusError } from '../../provider/reply.ts';
import { compareIds, readId } from '../../request/ids.ts';
import type { OrderCall, OrderContext } from '../context.ts';
import { haveSameNames, toComparable } from '../find-duplicate.ts';
import { readOrderAnswer } from '../status/read-order.ts';

/** Orders are looked at one by one only while they are this few: more would outlast the call. */
const maxLookedAt = 12;

/** A result shows this many of the servers that bear a name at most. */
const maxServersSeen = 10;

type Match =
  | { kind: 'one'; order: Placed; by: 'order_id' | 'reference' | 'item_names' }
  | { kind: 'none' | 'several' };

type Placed = Order & { id: string };

/** What was found behind a record; servers that bear one of its names prove no order, but a person needs them to decide. */
export interface Found {
  readonly match: Match;
  readonly serversSeen: readonly JsonObject[];
}

type Search = Pick<OrderContext, 'provider' | 'journal'> & Pick<OrderCall, 'budget'>;

/**
 * Looks for the order behind a record whose answer was lost.
 * @throws VpsError when the provider can't be read.
 */
export async function findOrder(record: JournalRecord, search: Search): Promise<Found> {
  if (record.order_id !== undefined) {
    const match = await findById(record, record.order_id, search);
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

async function matchAmong(
  orders: readonly Order[],
  record: JournalRecord,
  { journal }: Search,
): Promise<Match> {
  // Read after the list: an order that the list shows was claimed before, so its record is among these.
  const others = (await journal.records()).all.filter(({ number }) => number !== record.number);
  return matchOrders(record, orders, others);
}

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
async function findById(record: JournalRecord, orderId: string, search: Search): Promise<Match> {
  try {
    const order = await readOneOrder(orderId, search);
    return isProvenById(record, order) ? { kind: 'one', order, by: 'order_id' } : { kind: 'none' };
  } catch (error) {
    if (error instanceof VpsError && error.code === 'not_found') return { kind: 'none' };
    throw error;
  }
}

/** An order that the answer names. @throws VpsError when it can't be read. */
export async function readOneOrder(
  orderId: string,
  { provider, budget, signal }: Pick<OrderContext, 'provider'> & Pick<OrderCall, 'budget' | 'signal'>,
): Promise<Placed> {
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

/**
 * Which of the provider's orders is the one behind a record. A reference that we generated is proof by itself. A caller's
 * reference, or the items' names, prove something only for an order above the baseline that no other record holds, and
 * only while no other unresolved intent looks the same. Absence proves nothing: lists lag.
 */
export function matchOrders(
  record: JournalRecord,
  orders: readonly Order[],
  others: readonly JournalRecord[],
): Match {
  const held = new Set(others.map(placedOrderId));
  const free = listOnce(orders).filter(({ id }) => !held.has(id));
  const named = namesOf(record);
  const own = free.filter(order => order.reference === record.reference && !contradictsNames(order, named));
  if (record.reference_origin !== 'caller' && own.length > 0) return toMatch(own, 'reference');
  const { baseline } = record;
  if (baseline === undefined || others.some(other => isUnresolved(other) && looksLike(other, record)))
    return { kind: 'none' };
  const isRecent = ({ id }: Placed) => compareIds(id, baseline) > 0;
  const recent = own.filter(isRecent);
  if (recent.length > 0) return toMatch(recent, 'reference');
  const alike = free.filter(
    order => isRecent(order) && order.reference === undefined && hasNames(order, named),
  );
  return toMatch(alike, 'item_names');
}

/** Whether an order that the provider's answer named is the one: the answer may have spoken of another one. */
export function isProvenById(record: JournalRecord, { reference, ...order }: Placed): boolean {
  // Every order of ours carries its reference, so one that comes back with another reference is somebody else's.
  const isOthers = reference !== undefined && reference !== record.reference;
  if (isOthers || contradictsNames(order, namesOf(record))) return false;
  if (record.reference_origin !== 'caller' && reference === record.reference) return true;
  return record.baseline !== undefined && compareIds(order.id, record.baseline) > 0;
}

/** A provider may list an order twice; it is one order all the same. */
function listOnce(orders: readonly Order[]): Placed[] {
  const byId = new Map<string, Placed>();
  for (const order of orders) if (order.id !== undefined) byId.set(order.id, { ...order, id: order.id });
  return [...byId.values()];
}

function toMatch([order, ...more]: readonly Placed[], by: 'reference' | 'item_names'): Match {
  if (!order) return { kind: 'none' };
  return more.length > 0 ? { kind: 'several' } : { kind: 'one', order, by };
}

function looksLike(other: JournalRecord, record: JournalRecord): boolean {
  const sameReference = record.reference_origin === 'caller' && other.reference === record.reference;
  return sameReference || haveSameNames(namesOf(other), namesOf(record));
}

/** Whether an order that says its servers' names says others than these. */
export function contradictsNames(order: Pick<Order, 'items'>, names: readonly string[]): boolean {
  return order.items.some(item => item.name !== undefined) && !hasNames(order, names);
}

function hasNames({ items }: Pick<Order, 'items'>, names: readonly string[]): boolean {
  return haveSameNames(
    items.map(item => item.name ?? ''),
    names,
  );
}
