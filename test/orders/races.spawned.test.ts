import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, createStateDirectory, openServer } from '../kit/open-server.ts';
import { type SpawnedServer, spawnServer } from '../kit/spawn-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

async function spawnMany(count: number, env: Record<string, string>): Promise<SpawnedServer[]> {
  return await Promise.all(Array.from({ length: count }, () => spawnServer({ env })));
}

async function createEnvironment() {
  const sandbox = await openSandbox();
  const env = {
    VPS_API_URL: sandbox.apiUrl,
    VPS_API_TOKEN: sandbox.token,
    VPS_STATE_DIR: createStateDirectory(),
    VPS_MAX_ORDERS_PER_DAY: '1000',
  };
  return { sandbox, env };
}

describe('simultaneous calls', () => {
  it('of two processes with ten intents each make ten orders', async () => {
    const { sandbox, env } = await createEnvironment();
    const servers = await spawnMany(2, env);
    const names = Array.from({ length: 10 }, (_, index) => `server ${index}`);
    const answers = await Promise.all(
      names.map(name => Promise.all(servers.map(server => server.call('order_create', createOrder(name))))),
    );
    await Promise.all(servers.map(server => server.close()));
    expect(sandbox.orders()).toHaveLength(10);
    for (const [index, pair] of answers.entries()) {
      const placed = sandbox.orders().find(order => order.order_items?.[0]?.reference === names[index]);
      expect(pair.map(({ outcome, order_id }) => [outcome, order_id])).toEqual([
        ['ordered', placed?.order_id],
        ['ordered', placed?.order_id],
      ]);
    }
  });

  it('of eight processes with one intent make one order', async () => {
    const { sandbox, env } = await createEnvironment();
    const servers = await spawnMany(8, env);
    const answers = await Promise.all(servers.map(server => server.call('order_create', createOrder())));
    await Promise.all(servers.map(server => server.close()));
    expect(sandbox.orders()).toHaveLength(1);
    expect(answers.map(({ outcome, order_id }) => [outcome, order_id])).toEqual(
      Array(8).fill(['ordered', 73]),
    );
    expect(answers.filter(({ replayed }) => replayed === true)).toHaveLength(7);
  });

  it('of one process with one intent make one order and one answer', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    const answers = await Promise.all(Array.from({ length: 20 }, () => call('order_create', createOrder())));
    expect(sandbox.orders()).toHaveLength(1);
    const { reference } = answers[0] ?? {};
    for (const answer of answers)
      expect(answer).toMatchObject({ outcome: 'ordered', order_id: 73, reference });
    expect(answers.filter(({ replayed }) => replayed === true)).toHaveLength(19);
  });

  it('of one process with twenty intents make twenty orders, each answer its own', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    const names = Array.from({ length: 20 }, (_, index) => `server ${index}`);
    const answers = await Promise.all(names.map(name => call('order_create', createOrder(name))));
    expect(sandbox.orders()).toHaveLength(20);
    for (const [index, { order_id, reference }] of answers.entries()) {
      const placed = sandbox.orders().find(order => order.order_id === order_id);
      expect(placed?.order_items?.[0]?.reference).toBe(names[index]);
      expect(placed?.reference).toBe(reference);
    }
  });

  it('of one process share a refusal too', async () => {
    const sandbox = await openSandbox();
    sandbox.setFault('order_create', { name: 'status-422' });
    const { call } = await openServer({ settings: createSettings(sandbox) });
    const answers = await Promise.all(Array.from({ length: 20 }, () => call('order_create', createOrder())));
    for (const answer of answers)
      expect(answer).toMatchObject({ outcome: 'not_ordered', error: { code: 'invalid_request' } });
    expect(sandbox.received.filter(({ action }) => action === 'order_create')).toHaveLength(1);
  });
});
