import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { countTokens } from './count-tokens.mjs';
import { openProvider } from './list-provider.mjs';
import { median } from './statistics.mjs';
import { openServer } from './stdio-client.mjs';

/** Every tool against a provider with so many orders, and order_list with so many calls in flight and an order beside them. */
export async function measureGrowth({ command, orderCounts, inFlightCounts, repeats }) {
  const tools = [];
  const lists = [];
  for (const orders of orderCounts) {
    const provider = await openProvider(orders);
    tools.push({ orders, ...(await measureTools({ command, provider, repeats })) });
    for (const inFlight of inFlightCounts)
      lists.push({ orders, inFlight, ...(await measureInFlight({ command, provider, inFlight })) });
    provider.close();
  }
  return { tools, lists };
}

async function measureTools({ command, provider, repeats }) {
  const stateDirectory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-bench-'));
  const server = openServer(command, { ...provider.env, VPS_STATE_DIR: stateDirectory, ...unlimited });
  await server.listTools();
  await server.callTool('order_list');
  const timeOf = async (name, toArguments) => {
    const times = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const { ms, result } = await server.callTool(name, toArguments(repeat));
      if (result.isError) throw new Error(`${name}: ${result.content[0].text}`);
      times.push(ms);
    }
    return median(times);
  };
  const times = {
    order_create: await timeOf('order_create', toOrder),
    order_status: await timeOf('order_status', () => ({ order_id: 73 })),
    order_list: await timeOf('order_list', () => ({})),
    order_cancel: await timeOf('order_cancel', () => ({ order_id: 73 })),
    server_list: await timeOf('server_list', () => ({})),
  };
  const tokens = await measureTokens(server);
  await server.close();
  rmSync(stateDirectory, { recursive: true, force: true });
  return { times, tokens };
}

export const unlimited = { VPS_CONFIRM: 'never', VPS_MAX_ORDERS_PER_DAY: '1000000' };

export function toOrder(name) {
  const size = { quantity_ram_gb: 1, quantity_cpu: 1, quantity_storage_gb: 10, os: 'Debian', features: {} };
  return { items: [{ name: `server ${name}`, product: { name: 'VPS', options: size } }] };
}

async function measureTokens(server) {
  const { structuredContent: listed } = (await server.callTool('order_list')).result;
  const { structuredContent: served } = (await server.callTool('server_list')).result;
  return {
    result: countTokens(listed),
    perOrder: countTokens(listed.orders) / listed.orders.length,
    perServer: countTokens(served.servers) / served.servers.length,
  };
}

async function measureInFlight({ command, provider, inFlight }) {
  const stateDirectory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-bench-'));
  const server = openServer(command, { ...provider.env, VPS_STATE_DIR: stateDirectory, ...unlimited });
  await server.listTools();
  await server.callTool('order_list');
  const startedAt = performance.now();
  const lists = Array.from({ length: inFlight }, () => server.callTool('order_list'));
  const creating = server.callTool('order_create', toOrder('beside'));
  await expectWell(...lists);
  const ms = performance.now() - startedAt;
  const [{ ms: createMs }] = await expectWell(creating);
  const peakMb = server.peakMb();
  await server.close();
  rmSync(stateDirectory, { recursive: true, force: true });
  return { ms, createMs, peakMb };
}

async function expectWell(...calls) {
  const answers = await Promise.all(calls);
  for (const { result } of answers) if (result.isError) throw new Error(result.content[0].text);
  return answers;
}
