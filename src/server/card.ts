import type { McpServer } from '@modelcontextprotocol/server';

const uri = 'ui://vps-order/order.html';
const mimeType = 'text/html;profile=mcp-app';

/** The page in which hosts that show MCP Apps present an order; it is read by the first host that asks for it. */
export function registerCard(server: McpServer): void {
  server.server.registerCapabilities({
    extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: [mimeType] } },
  });
  const description =
    'An order to look at: it shows what the tools say, and orders, cancels and confirms nothing.';
  server.registerResource('order-card', uri, { title: 'Order card', description, mimeType }, async () => {
    const { cardPage: text } = await import('./card-page.ts');
    return { contents: [{ uri, mimeType, text, _meta: { ui: { prefersBorder: true } } }] };
  });
}
