import * as z from 'zod';
import { orderIdSchema, orderItemIdSchema } from './order-id.ts';

export const orderCancelArgumentsSchema = z.strictObject({
  order_id: orderIdSchema.describe('An order_id from order_create or order_list.'),
  order_item_id: orderItemIdSchema
    .optional()
    .describe(
      'Cancels only this item, an id from order_items in order_status. Left out, the whole order is cancelled.',
    ),
});
