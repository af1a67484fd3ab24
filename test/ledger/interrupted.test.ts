import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrder, respellOrder } from '../kit/example-order.ts';
import { answerMoments, killAt } from '../kit/kill-at.ts';
import { type CommitProxy, type Moment, startCommitProxy } from './commit-proxy.ts';
import { type Fleet, withFleet } from './fleet.ts';
import { type Postgres, startPostgres } from './start-postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.close());

/** A fleet whose first machine reaches the database through a proxy. */
async function withProxy(work: (fleet: Fleet, proxy: CommitProxy) => Promise<void>): Promise<void> {
  const proxy = await startCommitProxy(postgres.port);
  try {
    await withFleet(postgres, {}, fleet => work(fleet, proxy));
  } finally {
    proxy.close();
  }
}

const steps: readonly Moment['step'][] = ['header', 'claimed', 'sending', 'ordered', 'hold'];
const moments: readonly Moment[] = steps.flatMap(step =>
  (['before', 'at', 'after'] as const).map(when => ({ step, when })),
);

describe.concurrent('a connection that is cut', () => {
  it.each(moments)('$when the COMMIT of `$step`: the same call goes on to its one order', async moment => {
    await withProxy(async ({ addMachine, countSent, ask }, proxy) => {
      const machine = await addMachine({ port: proxy.port });
      proxy.cutAt(moment);
      const placed = await machine.call('order_create', createOrder());
      expect(placed).toMatchObject({ outcome: 'ordered', order_id: 73 });
      expect(JSON.stringify(placed.warnings)).not.toContain('journal');
      expect(proxy.hasCut()).toBe(true);
      const other = await addMachine();
      expect(await other.call('order_create', respellOrder(createOrder()))).toMatchObject({
        outcome: 'ordered',
        order_id: 73,
        replayed: true,
      });
      expect(countSent()).toBe(1);
      expect(ask('count(DISTINCT number)')).toBe('1');
    });
  });
});

/** Where a machine dies, and what another one answers to the same wish. */
const deaths: readonly (Moment & { outcome: string; orders: number })[] = [
  { when: 'before', step: 'claimed', outcome: 'ordered', orders: 1 },
  { when: 'after', step: 'claimed', outcome: 'ordered', orders: 1 },
  { when: 'before', step: 'sending', outcome: 'ordered', orders: 1 },
  { when: 'after', step: 'sending', outcome: 'unknown', orders: 0 },
  { when: 'before', step: 'ordered', outcome: 'ordered', orders: 1 },
  { when: 'after', step: 'ordered', outcome: 'ordered', orders: 1 },
  { when: 'after', step: 'hold', outcome: 'ordered', orders: 1 },
];

describe.concurrent('a machine that is killed', () => {
  it.each(deaths)(
    '$when the COMMIT of `$step`: another one answers $outcome, with $orders orders',
    async ({ outcome, orders, ...moment }) => {
      await withProxy(async ({ addMachine, countSent }, proxy) => {
        const doomed = await addMachine({ port: proxy.port });
        proxy.cutAt(moment, () => doomed.kill());
        await expect(doomed.call('order_create', createOrder())).rejects.toThrow();
        const other = await addMachine();
        expect(await other.call('order_create', respellOrder(createOrder()))).toMatchObject({ outcome });
        expect(countSent()).toBe(orders);
      });
    },
  );

  it.each(answerMoments)('%s of the provider: another one finds the order', async moment => {
    await withFleet(postgres, {}, async ({ sandbox, addMachine, countSent }) => {
      const doomed = await addMachine();
      killAt(moment, { sandbox, victim: doomed });
      await expect(doomed.call('order_create', createOrder())).rejects.toThrow();
      const other = await addMachine();
      expect(await other.call('order_create', respellOrder(createOrder()))).toMatchObject({
        outcome: 'ordered',
        order_id: 73,
      });
      expect(countSent()).toBe(1);
    });
  });
});
