import { expect, it } from 'vitest';
import type { OrderLimits } from '../../../src/settings/load-settings.ts';
import { createItem } from '../../kit/example-order.ts';
import { createSettings, openServer } from '../../kit/open-server.ts';
import { openSandbox } from '../../sandbox/sandbox-client.ts';

async function createWorld(limits: Partial<OrderLimits>) {
  const sandbox = await openSandbox();
  const settings = createSettings(sandbox, { limits: { itemsPerOrder: 5, ordersPerDay: 10, ...limits } });
  const { call, questions } = await openServer({
    settings,
    answer: () => ({ action: 'accept', content: { confirm: true } }),
  });
  return { sandbox, questions, call };
}

function createSized(sizes: object) {
  const item = createItem();
  const options = { ...item.product.options, ...sizes };
  return { items: [{ ...item, product: { ...item.product, options } }] };
}

const createMany = (count: number) => ({
  items: Array.from({ length: count }, (_, index) => createItem(`server ${index}`)),
});

interface Edge {
  readonly limits: Partial<OrderLimits>;
  readonly within: object;
  readonly beyond: object;
  /** What was asked, the limit, and the variable behind it. */
  readonly says: [string, string, string];
}

const edges: [string, Edge][] = [
  [
    'servers in one order',
    {
      limits: { itemsPerOrder: 3 },
      within: createMany(3),
      beyond: createMany(4),
      says: ['4 servers in one order', 'limit is 3', 'VPS_MAX_ITEMS_PER_ORDER'],
    },
  ],
  [
    'RAM',
    {
      limits: { ramGb: 4.5 },
      within: createSized({ quantity_ram_gb: 4.5 }),
      beyond: createSized({ quantity_ram_gb: 4.5625 }),
      says: ['4.5625 GB of RAM for "My testserver 1"', 'limit is 4.5', 'VPS_MAX_RAM_GB'],
    },
  ],
  [
    'CPUs',
    {
      limits: { cpu: 8 },
      within: createSized({ quantity_cpu: 8 }),
      beyond: createSized({ quantity_cpu: 9 }),
      says: ['9 CPUs for "My testserver 1"', 'limit is 8', 'VPS_MAX_CPU'],
    },
  ],
  [
    'storage',
    {
      limits: { storageGb: 100 },
      within: createSized({ quantity_storage_gb: 100 }),
      beyond: createSized({ quantity_storage_gb: 101 }),
      says: ['101 GB of storage for "My testserver 1"', 'limit is 100', 'VPS_MAX_STORAGE_GB'],
    },
  ],
];

it.each(edges)(
  'the limit of %s lets through what reaches it, and stops the rest before anything is asked or sent',
  async (_, edge) => {
    const { sandbox, questions, call } = await createWorld(edge.limits);
    for (const dry_run of [true, false]) {
      const result = await call('order_create', { ...edge.beyond, dry_run });
      expect(result).toMatchObject({
        outcome: 'not_ordered',
        error: { code: 'limit_exceeded', retryable: false },
      });
      for (const part of edge.says)
        expect(result.error).toMatchObject({ message: expect.stringContaining(part) });
    }
    expect(questions).toEqual([]);
    expect(sandbox.received).toEqual([]);
    expect(await call('order_create', edge.within)).toMatchObject({ outcome: 'ordered' });
  },
);

it('limits are looked at in every server of an order', async () => {
  const { call } = await createWorld({ cpu: 9 });
  const [large] = createSized({ quantity_cpu: 10 }).items;
  const result = await call('order_create', { items: [createItem('small'), { ...large, name: 'large' }] });
  expect(result.error).toMatchObject({ message: expect.stringContaining('10 CPUs for "large"') });
});

it('a size without a limit is not limited here', async () => {
  const { call } = await createWorld({});
  const sizes = { quantity_ram_gb: 4_096, quantity_cpu: 512, quantity_storage_gb: 100_000 };
  expect(await call('order_create', { ...createSized(sizes), dry_run: true })).toMatchObject({
    outcome: 'dry_run',
  });
});
