import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/settings/load-settings.ts';
import { createOrder } from '../../kit/example-order.ts';
import { createSettings, createStateDirectory, openServer } from '../../kit/open-server.ts';
import { spawnServer } from '../../kit/spawn-server.ts';
import { writePriceList } from '../../money/example-price-list.ts';
import { lineUp, openSandbox } from '../../sandbox/sandbox-client.ts';

type Result = Record<string, unknown>;

function expectWinners(results: Result[], count: number): void {
  const lost = results.filter(({ outcome }) => outcome !== 'ordered');
  expect(lost).toHaveLength(results.length - count);
  for (const result of lost)
    expect(result).toMatchObject({ outcome: 'not_ordered', error: { code: 'limit_exceeded' } });
}

describe('a race for the last order of the day', () => {
  it.each([
    ['four processes', 4, () => ({ VPS_MAX_ORDERS_PER_DAY: '2' })],
    // For two orders of 12.25, and one cent more.
    [
      'eight processes that the last money of the month is left to',
      8,
      () => ({ VPS_PRICE_LIST: writePriceList(), VPS_MAX_COST_PER_MONTH: '24.51' }),
    ],
  ])('is won by exactly one of %s', async (_, count, limit) => {
    const sandbox = await openSandbox();
    const env = {
      VPS_API_URL: sandbox.apiUrl,
      VPS_API_TOKEN: sandbox.token,
      VPS_STATE_DIR: createStateDirectory(),
      ...limit(),
    };
    const servers = await Promise.all(Array.from({ length: count }, () => spawnServer({ env })));
    try {
      await servers[0]?.call('order_create', createOrder('the first'));
      lineUp(sandbox, count);
      const results = await Promise.all(
        servers.map(({ call }, index) => call('order_create', createOrder(`racer ${index}`))),
      );
      expectWinners(results, 1);
      expect(sandbox.orders()).toHaveLength(2);
    } finally {
      await Promise.all(servers.map(({ close }) => close()));
    }
  });

  async function openMany(count: number, settings: Settings) {
    return await Promise.all(Array.from({ length: count }, () => openServer({ settings })));
  }

  it('is won by exactly one of eight clients, whoever claims first', async () => {
    const sandbox = await openSandbox();
    const settings = createSettings(sandbox, { limits: { itemsPerOrder: 5, ordersPerDay: 1 } });
    const servers = await openMany(8, settings);
    lineUp(sandbox, 8);
    const results = await Promise.all(
      servers.map(({ call }, index) => call('order_create', createOrder(`racer ${index}`))),
    );
    expectWinners(results, 1);
    expect(sandbox.orders()).toHaveLength(1);
  });

  it('is not lost to racers that only repeat an order', async () => {
    const sandbox = await openSandbox();
    const settings = createSettings(sandbox, { limits: { itemsPerOrder: 5, ordersPerDay: 2 } });
    const servers = await openMany(8, settings);
    const results = await Promise.all(
      servers.map(({ call }, index) =>
        call('order_create', createOrder(index === 7 ? 'another' : 'the same')),
      ),
    );
    for (const result of results) expect(result).toMatchObject({ outcome: 'ordered' });
    expect(sandbox.orders()).toHaveLength(2);
  });
});
