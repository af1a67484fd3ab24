import * as z from 'zod';
import { orderItemIdOrAllSchema } from './order-id.ts';
import { limitSchema, offsetSchema } from './paging.ts';

export const serverListArgumentsSchema = z.strictObject({
  order_item_id: orderItemIdOrAllSchema
    .optional()
    .describe('Only servers of this item, an id from order_items in order_status. 0 or left out, all.'),
  limit: limitSchema,
  offset: offsetSchema,
});
