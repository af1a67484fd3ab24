import * as z from 'zod';
import { orderItemIdOrAllSchema } from './order-id.ts';
import { limitSchema, offsetSchema } from './paging.ts';

export const serverListArgumentsSchema = z.strictObject({
  order_item_id: orderItemIdOrAllSchema
    .optional()
    .describe('Only servers of this order item; 0 or none lists all.'),
  limit: limitSchema,
  offset: offsetSchema,
});
