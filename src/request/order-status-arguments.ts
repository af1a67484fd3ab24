import * as z from 'zod';
import { numberField } from './number-field.ts';
import { orderIdSchema } from './order-id.ts';

export const orderStatusArgumentsSchema = z.strictObject({
  order_id: orderIdSchema.describe('An order_id from order_create or order_list.'),
  wait_seconds: numberField({ min: 0, max: 45 })
    .optional()
    .describe('Seconds to wait for a change, 0–45. Left out, it answers at once.'),
});
