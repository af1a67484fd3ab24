// A provider with any number of orders and servers, for measuring how answers grow; it keeps nothing.
import { once } from 'node:events';
import { createServer } from 'node:http';

export async function openProvider(orderCount) {
  const orders = Array.from({ length: orderCount }, (_, index) => ({
    order_id: 73 + index,
    status: 200,
    message: 'Order is being processed',
  }));
  const servers = orders.map(({ order_id }) => ({
    id: 8_800 + order_id,
    order_item_id: 1_220 + order_id,
    name: `server ${order_id}`,
    ipv4: '192.0.2.1',
    ipv6: '2001:db8::1',
    os: 'Debian 12',
    state: 'running',
  }));
  let lastId = 73 + orderCount;
  const answers = {
    order_list: JSON.stringify(orders),
    server_list: JSON.stringify(servers),
    order_status: JSON.stringify(orders[0]),
    order_cancel: '',
  };
  const toBody = (action, itemId) => {
    if (action === 'server_list' && itemId) return '[]';
    if (action !== 'order_create') return answers[action];
    lastId += 1;
    return JSON.stringify({ order_id: lastId, status: 200, message: 'Order is being processed' });
  };
  const server = createServer(async (message, response) => {
    const chunks = [];
    for await (const chunk of message) chunks.push(chunk);
    const { action, order_item_id: itemId } = JSON.parse(Buffer.concat(chunks).toString());
    const body = toBody(action, itemId);
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    env: { VPS_API_URL: `http://127.0.0.1:${server.address().port}/api`, VPS_API_TOKEN: 'bench-token' },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
