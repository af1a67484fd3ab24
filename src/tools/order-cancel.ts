import * as z from 'zod';
import { orderIdSchema, orderItemIdSchema } from '../request/ids.ts';
import { commonFields, confirmedByField, defineTool, idField } from './tool.ts';

const argumentsSchema = z.strictObject({
  order_id: orderIdSchema.describe('From order_create or order_list.'),
  order_item_id: orderItemIdSchema
    .optional()
    .describe(
      'Cancels only this item, an id from order_items in order_status. Left out, the whole order is cancelled.',
    ),
});

export const orderCancel = defineTool({
  name: 'order_cancel',
  title: 'Cancel an order',
  description: `Cancels a whole order, or one item of it with order_item_id. It cannot be undone: use it only when a person wants it. A person may be asked first.
Servers run to the end of the paid period, ends_at, and are then gone. Never pay for a cancelled unpaid order.
Cancelling again does no harm. After unknown look with order_status; if it still stands, cancel again. To find an order use order_list.`,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  argumentsSchema,
  resultSchema: z.object({
    outcome: z.enum(['cancelled', 'declined', 'not_cancelled', 'unknown']),
    order_id: idField.optional(),
    order_item_id: idField.optional(),
    ends_at: z.string().optional().describe('When the servers end; absent where the provider does not say.'),
    confirmed_by: confirmedByField.optional(),
    ...commonFields,
  }),
  failure: 'not_cancelled',
  run: async (args, call) => (await call.orderService()).cancelOrder(args, call),
});
