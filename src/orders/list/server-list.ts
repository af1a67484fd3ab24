import type { JsonObject } from '../../provider/json.ts';
import type { OrderContext } from '../context.ts';
import { type Page, toPage, warnOfEmptyAnswer } from './list-page.ts';
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
  const servers = await context.provider.listServers(itemId, options);
  const page = toPage(servers ?? [], { ...args, toRow: server => server });
  const isReminding = context.settings.remindAfterDays !== undefined;
  const records = isReminding ? await context.journal.records().catch(() => undefined) : undefined;
  const warnings = [
    ...(servers ? [] : [warnOfEmptyAnswer('servers')]),
    ...remindOfOld(context, records?.all ?? []),
  ];
  return {
    outcome: 'ok',
    servers: page.rows,
    total: page.total,
    ...(page.next_offset !== undefined && { next_offset: page.next_offset }),
    ...(warnings.length > 0 && { warnings }),
    next_step: chooseNextStep(page),
  };
}

function chooseNextStep({ rows, total, next_offset }: Page): string {
  if (next_offset !== undefined) return `Call server_list with offset ${next_offset} for more.`;
  if (total === 0) return 'There are none; a server stands here once its order is ready.';
  return rows.length < total ? 'There are no more; offset 0 shows the newest.' : 'These are all of them.';
}
