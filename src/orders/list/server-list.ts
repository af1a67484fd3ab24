import { compareIds, readId } from '../../provider/ids.ts';
import type { JsonObject } from '../../provider/json.ts';
import { readServers } from '../../provider/order.ts';
import type { OrderContext } from '../context.ts';
import { type Page, readRows, toPage } from './list-page.ts';
import type { ListCall } from './order-list.ts';
import { remindOfOld } from './reminder.ts';

/** What `server_list` answers. */
export interface ServerListResult {
  outcome: 'ok';
  servers: JsonObject[];
  total: number;
  next_offset?: number;
  warnings?: string[];
  next_step: string;
}

/** Every server, or those of one order item, newest first. @throws VpsError when they can't be read. */
export async function listServers(
  context: OrderContext,
  args: { order_item_id?: string; limit: number; offset: number },
  call: ListCall,
): Promise<ServerListResult> {
  const { order_item_id: itemId = '0' } = args;
  const options = { timeoutMs: call.budget.remainingMs(), signal: call.signal };
  const reply = await context.provider.read('server_list', { order_item_id: itemId }, options);
  const { rows, warnings: listWarnings } = readRows(reply, { read: readServers, what: 'servers' });
  const servers = itemId === '0' ? rows : rows.filter(row => belongsTo(row, itemId));
  const sorted = servers.toSorted((a, b) => compareIds(idOf(b), idOf(a)));
  const page = toPage(sorted, { ...args, toRow: server => server });
  const records = await context.journal.records().catch(() => []);
  const warnings = [...listWarnings, ...remindOfOld(context, records)];
  return {
    outcome: 'ok',
    servers: page.rows,
    total: page.total,
    ...(page.next_offset !== undefined && { next_offset: page.next_offset }),
    ...(warnings.length > 0 && { warnings }),
    next_step: chooseNextStep(page),
  };
}

/** A provider that ignores the id answers every server; a row that names no item is taken as it comes. */
function belongsTo(server: JsonObject, itemId: string): boolean {
  return (readId(server.order_item_id) ?? itemId) === itemId;
}

function idOf(server: JsonObject): string {
  return readId(server.id) ?? readId(server.server_id) ?? readId(server.order_item_id) ?? '0';
}

function chooseNextStep({ rows, total, next_offset }: Page): string {
  if (next_offset !== undefined) return `Call server_list with offset ${next_offset} for more.`;
  if (total === 0) return 'There are none; a server stands here once its order is ready.';
  return rows.length < total ? 'There are no more; offset 0 shows the newest.' : 'These are all of them.';
}
