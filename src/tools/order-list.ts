import * as z from 'zod';
import { createMismatch } from '../request/fields.ts';
import { shownAsCard } from './card.ts';
import {
  commonFields,
  defineTool,
  limitSchema,
  offsetSchema,
  openOrderField,
  providerObject,
} from './tool.ts';

const states = ['accepted', 'payment_required', 'failed', 'cancelled'] as const;

const argumentsSchema = z.strictObject({
  state: z
    .enum(states, { error: createMismatch(`give one of ${states.join(', ')}`) })
    .optional()
    .describe('Only orders in this state; unpaid and unresolved stay whole. Left out, all.'),
  limit: limitSchema,
  offset: offsetSchema,
});

export const orderList = defineTool({
  name: 'order_list',
  title: 'List orders',
  description: `Lists the account's orders, newest first. It also returns unpaid, the total owed, and unresolved, orders from here that may exist and cost money.
Use it to find an order_id, what waits for payment, or after unknown whether an order arrived. To wait for one order use order_status; for addresses use server_list.`,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  _meta: shownAsCard,
  argumentsSchema,
  resultSchema: z.object({
    outcome: z.enum(['ok', 'failed']),
    orders: z
      .array(providerObject)
      .optional()
      .describe('order_id, state, order_items, and payment where it is unpaid.'),
    total: z.number().optional(),
    next_offset: z.number().optional(),
    unpaid: z
      .object({
        count: z.number(),
        amounts: z.array(z.object({ currency: z.string(), amount: z.string() })),
        not_known: z.number(),
      })
      .optional()
      .describe('Of all orders of the account, whatever the page and the state.'),
    unresolved: z
      .array(openOrderField)
      .optional()
      .describe('Sent by this server or one that shares its journal, and not settled.'),
    ...commonFields,
  }),
  failure: 'failed',
  run: async (args, call) => (await call.orderService()).listOrders(args, call),
});
