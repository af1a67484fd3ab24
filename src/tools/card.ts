import type { McpServer } from '@modelcontextprotocol/server';

const uri = 'ui://vps-order/order.html';
const mimeType = 'text/html;profile=mcp-app';

/** Stands on the tools whose results the card presents. */
export const shownAsCard = { ui: { resourceUri: uri } } as const;

/** The page in which hosts that show MCP Apps present an order; a host loads it when it reads it. */
export function registerCard(server: McpServer): void {
  server.server.registerCapabilities({
    extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: [mimeType] } },
  });
  const description =
    'An order to look at: it shows what the tools say, and orders, cancels and confirms nothing.';
  const csp = { connectDomains: [], resourceDomains: [] };
  server.registerResource('order-card', uri, { title: 'Order card', description, mimeType }, async () => {
    const { default: text } = await import('./card.html', { with: { type: 'text' } });
    return { contents: [{ uri, mimeType, text, _meta: { ui: { csp, prefersBorder: true } } }] };
  });
}
