import * as z from 'zod';
import { errorCodes } from '../errors/vps-error.ts';

/** Ids beyond 2^53 are strings. */
export const idField = z.union([z.number(), z.string()]);

/** A provider's object, passed through. */
export const providerObject = z.looseObject({});

export const paymentField = z.looseObject({
  kind: z.literal('invoice').optional(),
  invoice_id: idField.optional(),
  amount: idField.optional(),
  currency: z.string().optional(),
  url: z.string().optional(),
  expires_at: idField.optional(),
  message: z.string().optional(),
  details: z.unknown().optional(),
});

/** Decimal texts: what the operator's price list says, and what the provider's invoice does. */
export const invoiceCheckField = z.object({
  estimated: z.string(),
  invoiced: z.string(),
  currency: z.string(),
  difference: z.string(),
});

/** What stands at the end of every result, of errors too. */
export const commonFields = {
  warnings: z.array(z.string()).optional(),
  error: z.object({ code: z.enum(errorCodes), message: z.string(), retryable: z.boolean() }).optional(),
  provider: z.unknown().optional(),
  sandbox: z.literal(true).optional(),
  next_step: z.string(),
};

export const confirmedByField = z.enum(['person', 'client', 'nobody']);

/** An order of this journal that is not settled. */
export const openOrderField = z.object({
  reference: z.string(),
  idempotency_key: z.string().optional(),
  time: z.string(),
  items: z.array(z.string()),
  state: z.string(),
  order_id: idField.optional(),
});
