import * as z from 'zod';
import { orderCreateArgumentsSchema } from '../request/order-create-arguments.ts';
import {
  commonFields,
  confirmedByField,
  idField,
  openOrderField,
  paymentField,
  providerObject,
} from './result-fields.ts';
import { defineTool } from './tool.ts';

export const orderCreate = defineTool({
  name: 'order_create',
  title: 'Order servers',
  description: `Spends money: orders one or more virtual private servers; credit may be charged, and no price is known beforehand.
Use dry_run to check and show a request first. Give an idempotency_key for each purchase: the same call again never orders twice. A person may be asked first, and the operator's limits hold.
payment_required means that the order exists and waits for a person's payment; unknown means that it may exist. In both, never order again: follow next_step.
Afterwards wait with order_status. To undo an order use order_cancel.`,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  argumentsSchema: orderCreateArgumentsSchema,
  resultSchema: z.object({
    outcome: z.enum(['ordered', 'payment_required', 'dry_run', 'declined', 'not_ordered', 'unknown']),
    order_id: idField.optional(),
    status: z.number().optional(),
    message: z.string().optional(),
    reference: z.string().optional(),
    idempotency_key: z.string().optional(),
    payment: paymentField.optional(),
    replayed: z.literal(true).optional(),
    reconciled: z.literal(true).optional(),
    matched_by: z.string().optional(),
    confirmed_by: confirmedByField.optional(),
    unresolved: z.array(openOrderField).optional(),
    servers_seen: z.array(providerObject).optional(),
    request: providerObject.optional(),
    limits: z
      .object({
        orders_left_today: z.number(),
        items_per_order: z.number(),
        ram_gb_per_item: z.number().optional(),
        cpu_per_item: z.number().optional(),
        storage_gb_per_item: z.number().optional(),
      })
      .optional(),
    confirmation: confirmedByField.optional(),
    ...commonFields,
  }),
  failure: 'not_ordered',
  run: async (args, call) => (await call.backend()).createOrder(args, call),
});
