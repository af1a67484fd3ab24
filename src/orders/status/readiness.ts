import { VpsError } from '../../errors/vps-error.ts';
import type { JsonObject } from '../../provider/json.ts';
import type { Order, OrderItem } from '../../provider/order.ts';
import type { ProviderClient } from '../../provider/provider-client.ts';
import type { CallOptions } from '../../provider/reply.ts';
import { assertNotCancelled } from './watch.ts';

/** The servers of an order item, by the item's id. */
export type FoundServers = ReadonlyMap<string, readonly JsonObject[]>;

/** Which items of an order have their servers. */
export interface Readiness {
  /** Every item that is still wanted has at least one server. */
  readonly ready: boolean;
  readonly found: FoundServers;
  /** Why servers could not be read; what was found before that counts. */
  readonly failure?: VpsError;
}

/** So many items are asked for at once, and no more than these while one of them has no server. */
const itemsAtOnce = 5;

/** Cancelled before it ran, or ended: it gets no server, and the others do not wait for it. */
export function isGone(item: OrderItem): boolean {
  return item.state === 'not_found' || item.status === 410;
}

function mayHaveServer(item: OrderItem): boolean {
  return !isGone(item) && item.state !== 'failed' && item.state !== 'payment_required';
}

/**
 * Looks for the servers of an order's items, one read an item; items whose servers are `known` are not asked for again.
 * @param remainingMs asked before each read, so that all of them together keep one deadline.
 * @throws VpsError `timeout` when the call is cancelled; other failures stand in the answer.
 */
export async function readReadiness(
  provider: ProviderClient,
  order: Order,
  options: { known: FoundServers; remainingMs: () => number; signal?: AbortSignal },
): Promise<Readiness> {
  const found = new Map(options.known);
  const ids = order.items.filter(mayHaveServer).flatMap(({ id }) => id ?? []);
  const missing = ids.filter(id => !found.has(id));
  let failure: VpsError | undefined;
  for (let next = 0; next < missing.length; next += itemsAtOnce) {
    const asked = missing.slice(next, next + itemsAtOnce);
    assertNotCancelled(options.signal);
    const read = { timeoutMs: options.remainingMs(), signal: options.signal };
    // All of them are awaited, so that no read is left running behind a look that is over.
    const lists = await Promise.all(asked.map(id => readItemServers(provider, id, read)));
    for (const list of lists) {
      if (list instanceof VpsError) failure = list;
      else if (list.servers.length > 0) found.set(list.itemId, list.servers);
    }
    if (!asked.every(id => found.has(id))) break;
  }
  return { ready: isReady(order, found), found, ...(failure && { failure }) };
}

function isReady(order: Order, found: FoundServers): boolean {
  const wanted = order.items.filter(item => !isGone(item));
  return wanted.length > 0 && wanted.every(item => mayHaveServer(item) && found.has(item.id ?? ''));
}

async function readItemServers(
  provider: ProviderClient,
  itemId: string,
  options: CallOptions,
): Promise<{ itemId: string; servers: readonly JsonObject[] } | VpsError> {
  try {
    return { itemId, servers: (await provider.listServers(itemId, options)) ?? [] };
  } catch (error) {
    if (!(error instanceof VpsError)) throw error;
    // An item without servers may be answered as one that is not found.
    return error.code === 'not_found' ? { itemId, servers: [] } : error;
  }
}
