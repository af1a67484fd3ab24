import type { ToolAnnotations } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Asking, ClientSide } from '../consent/obtain-consent.ts';
import { errorCodes, toErrorFacts, VpsError } from '../errors/vps-error.ts';
import type { OrderService } from '../order-service.ts';
import { coerceArguments } from '../request/coerce-arguments.ts';
import { wholeNumberField } from '../request/fields.ts';
import { toProblems } from '../request/problems.ts';
import type { Budget } from '../time-budget.ts';
import type { shownAsCard } from './card.ts';

/** One call of a tool, as the server hands it over. */
interface ToolCall {
  readonly orderService: () => Promise<OrderService>;
  readonly budget: Budget;
  readonly signal: AbortSignal;
  readonly client: ClientSide;
  readonly traceparent?: string;
  readonly report: (message: string) => void;
  readonly noteUnexpected: (error: unknown) => void;
}

interface ToolDefinition<Arguments extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  /** The page in which a host may show a result. */
  readonly _meta?: typeof shownAsCard;
  readonly argumentsSchema: Arguments;
  readonly resultSchema: z.ZodType;
  /** The outcome that says nothing was done. */
  readonly failure: string;
  readonly run: (args: z.output<Arguments>, call: ToolCall) => Promise<ToolResult | Asking>;
}

/** A result before it is checked against its schema; `outcome` stands first. */
export type ToolResult = { outcome: string; next_step: string };

/** A tool as the registry holds it: arguments are checked inside, so nothing unchecked reaches `run`. */
export interface Tool extends Omit<ToolDefinition<z.ZodType>, 'run'> {
  readonly handle: (args: unknown, call: ToolCall) => Promise<ToolResult | Asking>;
}

export function defineTool<Arguments extends z.ZodType>(definition: ToolDefinition<Arguments>): Tool {
  const { run, ...tool } = definition;
  return {
    ...tool,
    handle: async (args, call) => {
      try {
        const parsed = tool.argumentsSchema.safeParse(coerceArguments(tool.name, args));
        if (parsed.success) return await run(parsed.data, call);
        throw new VpsError('invalid_request', toProblems(parsed.error, tool.argumentsSchema));
      } catch (error) {
        if (!(error instanceof VpsError)) call.noteUnexpected(error);
        return toFailure(tool.failure, error);
      }
    },
  };
}

/** Whatever goes wrong is answered in the tool's own shape; what was not foreseen keeps its text to itself. */
function toFailure(outcome: string, error: unknown): ToolResult & { error: object } {
  const known =
    error instanceof VpsError
      ? error
      : new VpsError('bad_response', 'Something unexpected went wrong in this server.', { cause: error });
  return { outcome, ...toErrorFacts(known) };
}

/** How many rows one answer of a list holds. */
export const limitSchema = wholeNumberField({ min: 1, max: 200 })
  .default(50)
  .describe('Rows in one answer, 1–200. Left out, 50.');

/** How many rows are skipped. */
export const offsetSchema = wholeNumberField({ min: 0 })
  .default(0)
  .describe('Rows to skip, next_offset of the answer before.');

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
