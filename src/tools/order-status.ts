import * as z from 'zod';
import { numberField } from '../request/fields.ts';
import { orderIdSchema } from '../request/ids.ts';
import { shownAsCard } from './card.ts';
import { commonFields, defineTool, invoiceCheckField, paymentField, providerObject } from './tool.ts';

const argumentsSchema = z.strictObject({
  order_id: orderIdSchema.describe('From ordering or order_list.'),
  wait_seconds: numberField('a number from 0 to 45', value => value >= 0 && value <= 45)
    .optional()
    .describe('Seconds to wait for a change, 0–45. Left out, it answers at once.'),
});

export const orderStatus = defineTool({
  name: 'order_status',
  title: 'Order status',
  description: `Reads one order: the state of its items, the payment it waits for, and its servers with their addresses once they are ready.
Use it after ordering, paying or cancelling. With wait_seconds it answers once the order is ready, changes or fails, or as it stands when the time is up: then call again; on payment_required a person pays first.
To find an order use order_list; for all servers use server_list.`,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  _meta: shownAsCard,
  argumentsSchema,
  resultSchema: z.object({
    outcome: z.enum(['ok', 'payment_required', 'failed']),
    order: providerObject.optional().describe('With its order_items, each with a state.'),
    ready: z.boolean().optional().describe('Whether every item has its server.'),
    ends_at: z.string().optional().describe('When what was cancelled ends.'),
    changed: z.boolean().optional(),
    waited_seconds: z.number().optional(),
    servers: z.array(providerObject).optional().describe('With name, addresses and order_item_id.'),
    payment: paymentField.optional(),
    invoice_check: invoiceCheckField.optional(),
    ...commonFields,
  }),
  failure: 'failed',
  run: async (args, call) => (await call.orderService()).readOrderStatus(args, call),
});
