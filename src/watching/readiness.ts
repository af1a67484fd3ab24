import type { ProviderClient } from '../provider/provider-client.ts';
import { readId } from '../provider/read-id.ts';
import type { JsonObject } from '../provider/read-json.ts';
import { type Order, type OrderItem, readServers } from '../provider/read-order.ts';
import { type CallOptions, readBody } from '../provider/reply.ts';

/** Which items of an order have their servers. */
export interface Readiness {
  /** Every item has at least one server. */
  readonly ready: boolean;
  readonly readyItems: number;
  readonly servers: readonly JsonObject[];
}

export const notReady: Readiness = { ready: false, readyItems: 0, servers: [] };

export function isAcceptedItem(item: OrderItem): boolean {
  return item.state === 'accepted' && item.id !== undefined;
}

/** Looks for the servers of an order's items, one read an item. @throws VpsError when they can't be read. */
export async function readReadiness(
  provider: ProviderClient,
  order: Order,
  options: CallOptions,
): Promise<Readiness> {
  const ids = order.items.filter(isAcceptedItem).flatMap(({ id }) => id ?? []);
  if (ids.length === 0) return notReady;
  const lists = await Promise.all(ids.map(id => readItemServers(provider, id, options)));
  const readyItems = lists.filter(servers => servers.length > 0).length;
  return { ready: readyItems === order.items.length, readyItems, servers: lists.flat() };
}

/** A provider that ignores the id would answer every server: a row that names another item is not this item's. */
async function readItemServers(
  provider: ProviderClient,
  itemId: string,
  options: CallOptions,
): Promise<JsonObject[]> {
  const body = readBody(await provider.read('server_list', { order_item_id: itemId }, options), []);
  return (readServers(body) ?? []).filter(server => (readId(server.order_item_id) ?? itemId) === itemId);
}
