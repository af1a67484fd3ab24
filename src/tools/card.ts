/** The page in which hosts of MCP Apps present an order. */
export const cardUri = 'ui://vps-order/order.html';

/** Stands on the tools whose results the card presents. */
export const shownAsCard = { ui: { resourceUri: cardUri } } as const;
