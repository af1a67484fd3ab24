import {
  type CallToolResult,
  type InputRequiredResult,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { createBudget } from '../budget.ts';
import { readId } from '../provider/json.ts';

export interface ResourceSources {
  /** Calls a tool as a client would: a resource is what a tool answers that only reads. */
  readonly call: (
    tool: string,
    args: object,
    context: ServerContext,
  ) => Promise<CallToolResult | InputRequiredResult>;
  readonly backend: () => Promise<Backend>;
}

const mimeType = 'application/json';

/** The messages are the tools' own words; what the provider said does not travel in an error. */
const failureSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** One order and the list of servers, for clients that attach resources to a conversation. */
export function registerResources(server: McpServer, { call, backend }: ResourceSources): void {
  // Stated, since the SDK would otherwise announce notifications that never come.
  server.server.registerCapabilities({ resources: { listChanged: false } });
  server.registerResource(
    'order',
    new ResourceTemplate('vps://orders/{order_id}', {
      list: undefined,
      complete: { order_id: start => completeOrderId(backend, start) },
    }),
    { title: 'An order', description: 'One order with its items, as order_status reads it.', mimeType },
    async (uri, { order_id }, context) => toContents(uri, await call('order_status', { order_id }, context)),
  );
  server.registerResource(
    'unpaid',
    'vps://orders/unpaid',
    { title: 'Unpaid orders', description: 'What is owed, and the orders that wait for payment.', mimeType },
    async (uri, context) =>
      toContents(uri, await call('order_list', { state: 'payment_required', limit: 200 }, context)),
  );
  server.registerResource(
    'servers',
    'vps://servers',
    { title: 'Servers', description: "The account's servers, as server_list reads them.", mimeType },
    async (uri, context) => toContents(uri, await call('server_list', { limit: 200 }, context)),
  );
}

function toContents(uri: URL, result: CallToolResult | InputRequiredResult): ReadResourceResult {
  // A tool that only reads asks nobody, so there always is one.
  const content = 'structuredContent' in result ? result.structuredContent : undefined;
  const { error } = failureSchema.safeParse(content).data ?? {};
  if (!error) return { contents: [{ uri: uri.href, mimeType, text: JSON.stringify(content) }] };
  if (error.code === 'not_found') throw new ResourceNotFoundError(uri.href, error.message);
  const code = error.code === 'invalid_request' ? 'InvalidParams' : 'InternalError';
  throw new ProtocolError(ProtocolErrorCode[code], error.message);
}

/** Somebody types while this is looked up. */
const completionBudgetMs = 5_000;

/** The ids of the newest orders that begin like this; none when they can't be read, as a proposal is no answer. */
async function completeOrderId(backend: () => Promise<Backend>, start: string): Promise<string[]> {
  try {
    const { orders } = await (await backend()).listOrders(
      { limit: 200, offset: 0 },
      { budget: createBudget(completionBudgetMs), readsPayments: false },
    );
    const ids = orders.flatMap(order => readId(order.order_id ?? order.id) ?? []);
    return ids.filter(id => id.startsWith(start));
  } catch {
    return [];
  }
}
