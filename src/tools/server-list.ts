import * as z from 'zod';
import { serverListArgumentsSchema } from '../request/server-list-arguments.ts';
import { commonFields, providerObject } from './result-fields.ts';
import { defineTool } from './tool.ts';

export const serverList = defineTool({
  name: 'server_list',
  title: 'List servers',
  description: `Lists the account's servers with their addresses, newest first, or those of one order item.
A server appears once its order item is ready; to wait for that use order_status.`,
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
