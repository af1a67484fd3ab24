import * as z from 'zod';
import { orderStatusArgumentsSchema } from '../request/order-status-arguments.ts';
import { commonFields, paymentField, providerObject } from './result-fields.ts';
import { defineTool } from './tool.ts';

export const orderStatus = defineTool({
  name: 'order_status',
  title: 'Order status',
  description: `Reads one order with its items, what payment it waits for, and its servers once they are ready.
With wait_seconds it answers as soon as the order is ready, changes or fails, so call it once instead of in a loop. For an order without its id use order_list.`,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  argumentsSchema: orderStatusArgumentsSchema,
  resultSchema: z.object({
    outcome: z.enum(['ok', 'payment_required', 'failed']),
    order: providerObject.optional(),
    ready: z.boolean().optional(),
    changed: z.boolean().optional(),
    waited_seconds: z.number().optional(),
    servers: z.array(providerObject).optional(),
    payment: paymentField.optional(),
    ...commonFields,
  }),
  failure: 'failed',
  run: async (args, call) => (await call.backend()).readOrderStatus(args, call),
});
