import type { OrderContext } from '../context.ts';
import type { ListCall } from './list-orders.ts';
import { type Page, toPage, warnOfEmptyAnswer } from './list-page.ts';
import { remindOfOld } from './reminders.ts';

/** Every server, or those of one order item, newest first. @throws VpsError when they can't be read. */
export async function listServers(
  context: OrderContext,
  { order_item_id = '0', ...place }: { order_item_id?: string; limit: number; offset: number },
  call: ListCall,
) {
  const options = { timeoutMs: call.budget.remainingMs(), signal: call.signal };
  const servers = await context.provider.listServers(order_item_id, options);
  const { rows, ...page } = toPage(servers ?? [], { ...place, toRow: server => server });
  const isReminding = context.settings.remindAfterDays !== undefined;
  const records = isReminding ? await context.journal.records().catch(() => undefined) : undefined;
  const warnings = [...(servers ? [] : [warnOfEmptyAnswer('servers')]), ...remindOfOld(context, records)];
  return {
    outcome: 'ok' as const,
    servers: rows,
    ...page,
    ...(warnings.length > 0 && { warnings }),
    next_step: chooseNextStep({ rows, ...page }),
  };
}

function chooseNextStep({ rows, total, next_offset }: Page): string {
  if (next_offset !== undefined) return `Call server_list with offset ${next_offset} for more.`;
  if (total === 0) return 'There are none; a server stands here once its order is ready.';
  return rows.length < total ? 'There are no more; offset 0 shows the newest.' : 'These are all of them.';
}
