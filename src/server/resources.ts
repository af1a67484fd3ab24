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

/** Calls a tool as a client would: a resource is what a tool answers that only reads. */
type CallTool = (
  tool: string,
  args: object,
  context: ServerContext,
) => Promise<CallToolResult | InputRequiredResult>;

const mimeType = 'application/json';

/** Orders and servers, for clients that attach resources to a conversation. */
export function registerResources(server: McpServer, call: CallTool): void {
  server.registerResource(
    'order',
    new ResourceTemplate('vps://orders/{order_id}', { list: undefined }),
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

/** The messages are the tools' own words; what the provider said does not travel in an error. */
function toContents({ href: uri }: URL, result: CallToolResult | InputRequiredResult): ReadResourceResult {
  // A tool that only reads asks nobody, so there always is one.
  const content = 'structuredContent' in result ? result.structuredContent : {};
  const { error } = content as { error?: { code: string; message: string } };
  if (!error) return { contents: [{ uri, mimeType, text: JSON.stringify(content) }] };
  // An id that is none names no order either.
  if (error.code === 'not_found' || error.code === 'invalid_request')
    throw new ResourceNotFoundError(uri, error.message);
  throw new ProtocolError(ProtocolErrorCode.InternalError, error.message);
}
