import * as z from 'zod';
import { orderRequestSchema } from '../request/order-arguments.ts';
import { shownAsCard } from './card.ts';
import {
  commonFields,
  confirmedByField,
  defineTool,
  idField,
  invoiceCheckField,
  openOrderField,
  paymentField,
  providerObject,
} from './tool.ts';

export const orderCreate = defineTool({
  name: 'order_create',
  title: 'Order servers',
  description: `Orders new virtual private servers and spends money, again each period until cancelled. Use it only when a person wants new servers: it changes no existing one, and settings cannot be changed after ordering.
First call it with dry_run, which orders nothing and shows request, warnings, limits and the cost, if it is known. Then without it and with an idempotency_key: the same key never orders twice. A person may be asked first.
After payment_required (a person has to pay) or unknown (it may exist) never order again: follow next_step.
Then wait with order_status. order_cancel only stops the renewal of a paid order.`,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  _meta: shownAsCard,
  argumentsSchema: orderRequestSchema,
  resultSchema: z.object({
    outcome: z
      .enum(['ordered', 'payment_required', 'dry_run', 'declined', 'not_ordered', 'unknown'])
      .describe('not_ordered and declined: provably nothing was ordered. unknown: an order may exist.'),
    order_id: idField.optional(),
    status: z.number().optional(),
    message: z.string().optional(),
    reference: z.string().optional(),
    idempotency_key: z.string().optional(),
    payment: paymentField.optional(),
    estimate: providerObject
      .optional()
      .describe("By the operator's price list; the provider states no price. Absent where there is no list."),
    invoice_check: invoiceCheckField.optional(),
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
        cost_per_order: z.string().optional(),
        cost: z.array(providerObject).optional(),
      })
      .optional(),
    confirmation: confirmedByField.optional(),
    ...commonFields,
  }),
  failure: 'not_ordered',
  run: async (args, call) => (await call.orderService()).createOrder(args, call),
});
