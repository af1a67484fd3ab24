import * as z from 'zod';
import { limitSchema, offsetSchema } from '../request/ids.ts';
import { shownAsCard } from './card.ts';
import { commonFields, openOrderField, providerObject } from './result-fields.ts';
import { defineTool } from './tool.ts';

const argumentsSchema = z.strictObject({ limit: limitSchema, offset: offsetSchema });

export const orderList = defineTool({
  name: 'order_list',
  title: 'List orders',
  description: `Lists the account's orders, newest first, and under unresolved those sent from here whose outcome is open: they may exist and cost money.
Use it to find an order_id, to see what waits for payment, and before ordering again after unknown. To wait for one order use order_status; for addresses use server_list.`,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  _meta: shownAsCard,
  argumentsSchema,
  resultSchema: z.object({
    outcome: z.enum(['ok', 'failed']),
    orders: z.array(providerObject).optional(),
    total: z.number().optional(),
    next_offset: z.number().optional(),
    unresolved: z.array(openOrderField).optional(),
    ...commonFields,
  }),
  failure: 'failed',
  run: async (args, call) => (await call.backend()).listOrders(args, call),
});
