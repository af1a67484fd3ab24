import * as z from 'zod';
import { orderItemIdOrAllSchema } from '../request/ids.ts';
import { commonFields, defineTool, limitSchema, offsetSchema, providerObject } from './tool.ts';

const argumentsSchema = z.strictObject({
  order_item_id: orderItemIdOrAllSchema
    .optional()
    .describe('Only servers of this item, an id from order_items in order_status. 0 or left out, all.'),
  limit: limitSchema,
  offset: offsetSchema,
});

export const serverList = defineTool({
  name: 'server_list',
  title: 'List servers',
  description: `Lists the account's servers with their addresses, newest first, or those of one order item.
Use it to find an address or to see what runs. A new server appears only once it is ready: wait for it with order_status. For orders use order_list.`,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  argumentsSchema,
  resultSchema: z.object({
    outcome: z.enum(['ok', 'failed']),
    servers: z
      .array(providerObject)
      .optional()
      .describe('With name, addresses and order_item_id; a cancelled one until it ends.'),
    total: z.number().optional(),
    next_offset: z.number().optional(),
    ...commonFields,
  }),
  failure: 'failed',
  run: async (args, call) => (await call.orderService()).listServers(args, call),
});
