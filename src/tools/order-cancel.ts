import * as z from 'zod';
import { orderCancelArgumentsSchema } from '../request/order-cancel-arguments.ts';
import { commonFields, confirmedByField, idField } from './result-fields.ts';
import { defineTool } from './tool.ts';

export const orderCancel = defineTool({
  name: 'order_cancel',
  title: 'Cancel an order',
  description: `Cancels a whole order, or one item of it with order_item_id; this can not be undone.
Servers run to the end of the paid period and are not renewed. Cancelling again does no harm. Ids come from order_list and order_status.`,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  argumentsSchema: orderCancelArgumentsSchema,
  resultSchema: z.object({
    outcome: z.enum(['cancelled', 'declined', 'not_cancelled', 'unknown']),
    order_id: idField.optional(),
    order_item_id: idField.optional(),
    confirmed_by: confirmedByField.optional(),
    ...commonFields,
  }),
  failure: 'not_cancelled',
  run: async (args, call) => (await call.backend()).cancelOrder(args, call),
});
