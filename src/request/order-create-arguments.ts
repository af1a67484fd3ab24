import * as z from 'zod';
import { idempotencyKeySchema } from './idempotency-key.ts';
import { orderItemSchema } from './order-item.ts';
import { createMismatch } from './quote-entry.ts';
import { toIssue } from './text-field.ts';
import { visibleTextField } from './visible-text.ts';

const maxItems = 50;

export const orderCreateArgumentsSchema = z.strictObject({
  items: z
    .array(orderItemSchema)
    .check(({ value, issues }) => {
      if (value.length === 0) issues.push(toIssue('is empty; give at least one server'));
      if (value.length > maxItems)
        issues.push(toIssue(`has ${value.length} servers; at most ${maxItems} are allowed`));
    })
    .describe("Servers to order, 1–50; the operator's limit is mostly 5."),
  reference: visibleTextField()
    .optional()
    .describe('Your reference, 1–64 characters. Left out, one is made up.'),
  idempotency_key: idempotencyKeySchema
    .optional()
    .describe('Your name for this purchase, 1–64 ASCII characters. Another purchase needs another.'),
  dry_run: z
    .boolean({ error: createMismatch('give true to check without ordering, or leave it out to order') })
    .optional()
    .describe('true orders nothing and shows the request. Left out, it orders.'),
});

export type OrderCreateArguments = z.output<typeof orderCreateArgumentsSchema>;
