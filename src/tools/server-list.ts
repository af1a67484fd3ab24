import * as z from 'zod';
import { serverListArgumentsSchema } from '../request/server-list-arguments.ts';
import { commonFields, providerObject } from './result-fields.ts';
import { defineTool } from './tool.ts';

export const serverList = defineTool({
  name: 'server_list',
  title: 'List servers',
  description: `Lists the account's servers with their addresses, newest first, or those of one order item.
Use it to find an address or to see what runs, not to wait for a new server: it appears once its item is ready, and order_status waits for that. For orders and what is unpaid use order_list.`,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  argumentsSchema: serverListArgumentsSchema,
  resultSchema: z.object({
    outcome: z.enum(['ok', 'failed']),
    servers: z.array(providerObject).optional(),
    total: z.number().optional(),
    next_offset: z.number().optional(),
    ...commonFields,
  }),
  failure: 'failed',
  run: async (args, call) => (await call.backend()).listServers(args, call),
});
