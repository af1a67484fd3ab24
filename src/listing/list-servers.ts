import type { DeskContext } from '../ordering/desk-context.ts';
import { compareIds, readId } from '../provider/read-id.ts';
import type { JsonObject } from '../provider/read-json.ts';
import { readServers } from '../provider/read-order.ts';
import { readBody } from '../provider/reply.ts';
import type { ListCall } from './list-orders.ts';
import { toPage } from './page.ts';

/** What `server_list` answers. */
export interface ServerListResult {
  outcome: 'ok';
  servers: JsonObject[];
  total: number;
  next_offset?: number;
  next_step: string;
}

/** Every server, or those of one order item, newest first. @throws VpsError when they can't be read. */
export async function listServers(
  context: DeskContext,
  args: { order_item_id?: string; limit: number; offset: number },
  call: ListCall,
): Promise<ServerListResult> {
  const parameters = { order_item_id: args.order_item_id ?? '0' };
  const options = { timeoutMs: call.budget.remainingMs(), signal: call.signal };
  const servers =
    readServers(readBody(await context.provider.read('server_list', parameters, options))) ?? [];
  const sorted = servers.toSorted((a, b) => compareIds(idOf(b), idOf(a)));
  const page = toPage(sorted, args);
  return {
    outcome: 'ok',
    servers: page.rows,
    total: page.total,
    ...(page.next_offset !== undefined && { next_offset: page.next_offset }),
    next_step: chooseNextStep(page.total, page.next_offset),
  };
}

function idOf(server: JsonObject): string {
  return readId(server.id) ?? readId(server.server_id) ?? readId(server.order_item_id) ?? '0';
}

function chooseNextStep(total: number, nextOffset: number | undefined): string {
  if (nextOffset !== undefined) return `Call server_list with offset ${nextOffset} for more.`;
  return total === 0
    ? 'Call order_status with wait_seconds to wait for the servers of an order.'
    : 'These are all of them.';
}
