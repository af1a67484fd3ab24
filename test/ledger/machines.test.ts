import { describe, expect, it } from 'vitest';
import { createOrder, respellOrder } from '../kit/example-order.ts';
import { writePriceList } from '../money/example-price-list.ts';
import { createGate, lineUp } from '../sandbox/sandbox-client.ts';
import { startCommitProxy } from './commit-proxy.ts';
import { type Fleet, withFleet } from './fleet.ts';
import { useDatabases } from './start-postgres.ts';

const servers = useDatabases();

const dayMs = 24 * 60 * 60 * 1_000;

describe.each([
  ['a database', () => servers.postgres.port],
  ['a database behind PgBouncer in transaction mode', () => servers.bouncer.port],
])('machines that share nothing but %s', (_, findPort) => {
  it('place one order for one wish of eight', async () => {
    await withFleet(
      servers.postgres,
      { port: findPort(), database: servers.postgres.createDatabase() },
      async fleet => {
        const machines = await fleet.addMachines(8);
        lineUp(fleet.sandbox, 8);
        const answers = await Promise.all(machines.map(({ call }) => call('order_create', createOrder())));
        expect(answers.map(({ outcome, order_id }) => [outcome, order_id])).toEqual(
          Array(8).fill(['ordered', 73]),
        );
        expect(answers.filter(({ replayed }) => replayed === true)).toHaveLength(7);
        expect(fleet.countSent()).toBe(1);
        expect(fleet.listFiles()).toEqual([]);
      },
    );
  });

  it('place forty orders for forty wishes of eight', async () => {
    await withFleet(servers.postgres, { port: findPort() }, async fleet => {
      const machines = await fleet.addMachines(8);
      const names = Array.from({ length: 40 }, (_, index) => `server ${index}`);
      await Promise.all(
        machines.map(async ({ call }, machine) => {
          // Each begins elsewhere, so that the same wish comes at different moments too.
          const ownOrder = [...names.slice(5 * machine), ...names.slice(0, 5 * machine)];
          const lane = async () => {
            for (let name = ownOrder.shift(); name !== undefined; name = ownOrder.shift())
              expect(await call('order_create', createOrder(name))).toMatchObject({ outcome: 'ordered' });
          };
          await Promise.all([lane(), lane()]);
        }),
      );
      expect(fleet.countSent()).toBe(40);
      const placed = fleet.sandbox.orders().map(order => order.order_items?.[0]?.reference);
      expect(placed.toSorted()).toEqual(names.toSorted());
    });
  });

  it.each([
    ["the day's last order", () => ({ VPS_MAX_ORDERS_PER_DAY: '2' })],
    ["the month's last money", () => ({ VPS_PRICE_LIST: writePriceList(), VPS_MAX_COST_PER_MONTH: '24.51' })],
  ])('race for %s, and one of eight wins', async (_, limit) => {
    await withFleet(servers.postgres, { port: findPort(), env: limit() }, async fleet => {
      const machines = await fleet.addMachines(8);
      await machines[0]?.call('order_create', createOrder('the first'));
      lineUp(fleet.sandbox, 8);
      const answers = await Promise.all(
        machines.map(({ call }, index) => call('order_create', createOrder(`racer ${index}`))),
      );
      const lost = answers.filter(({ outcome }) => outcome !== 'ordered');
      expect(lost).toHaveLength(7);
      for (const answer of lost)
        expect(answer).toMatchObject({ outcome: 'not_ordered', error: { code: 'limit_exceeded' } });
      expect(fleet.countSent()).toBe(2);
    });
  });
});

describe.each([
  ['ahead', dayMs],
  ['behind', -dayMs],
])('a machine whose clock is a day %s', (_, clockOffMs) => {
  it('counts the same orders of the day', async () => {
    await withFleet(servers.postgres, { env: { VPS_MAX_ORDERS_PER_DAY: '1' } }, async fleet => {
      const [right, wrong] = [await fleet.addMachine(), await fleet.addMachine({ clockOffMs })];
      expect(await right.call('order_create', createOrder('one'))).toMatchObject({ outcome: 'ordered' });
      expect(await wrong.call('order_create', createOrder('two'))).toMatchObject({
        outcome: 'not_ordered',
        error: { code: 'limit_exceeded' },
      });
    });
  });

  it('answers a repeat from the record, and its own is answered to the others', async () => {
    await withFleet(servers.postgres, {}, async fleet => {
      const [right, wrong] = [await fleet.addMachine(), await fleet.addMachine({ clockOffMs })];
      for (const [name, first, second] of [
        ['one', right, wrong],
        ['two', wrong, right],
      ] as const) {
        const placed = await first.call('order_create', createOrder(name));
        expect(await second.call('order_create', respellOrder(createOrder(name)))).toMatchObject({
          outcome: 'ordered',
          order_id: placed.order_id,
          replayed: true,
        });
      }
      expect(fleet.countSent()).toBe(2);
      const offBySeconds = fleet.ask(
        "max(abs(extract(epoch FROM written_at - (record->>'changed_at')::timestamptz)))",
      );
      expect(Number(offBySeconds)).toBeLessThan(60);
    });
  });

  it('leaves an order alone that is in flight elsewhere', async () => {
    await withFleet(servers.postgres, {}, async fleet => {
      const [right, wrong] = [await fleet.addMachine(), await fleet.addMachine({ clockOffMs })];
      const arrived = createGate();
      const answer = createGate();
      fleet.sandbox.hooks.onReceived = async ({ action }) => {
        if (action !== 'order_create') return;
        arrived.open();
        await answer.opened;
      };
      const first = right.call('order_create', createOrder());
      await arrived.opened;
      const second = wrong.call('order_create', createOrder());
      await wrong.call('order_list');
      expect(fleet.ask("string_agg(record->>'state', ' ' ORDER BY number, revision)")).toBe(
        'claimed sending',
      );
      answer.open();
      expect(await first).toMatchObject({ outcome: 'ordered', order_id: 73 });
      expect(await second).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    });
  });
});

describe('a database that takes nothing', () => {
  async function expectRefusal({ addMachine, countSent }: Fleet, complaint: string): Promise<void> {
    const { call } = await addMachine();
    const refused = await call('order_create', createOrder());
    expect(refused).toMatchObject({ outcome: 'not_ordered', error: { code: 'state_unwritable' } });
    expect(JSON.stringify(refused)).toContain(complaint);
    expect((await call('order_create', { ...createOrder(), dry_run: true })).outcome).toBe('dry_run');
    for (const name of ['order_list', 'server_list']) expect((await call(name)).outcome).toBe('ok');
    expect(countSent()).toBe(0);
  }

  it('since it is read-only refuses the order before sending; reads and dry runs go on', async () => {
    const database = servers.postgres.createDatabase();
    await withFleet(servers.postgres, { database }, async fleet => {
      servers.postgres.run('postgres', `ALTER DATABASE ${database} SET default_transaction_read_only = on`);
      await expectRefusal(fleet, 'is read-only; name the primary');
      servers.postgres.run('postgres', `ALTER DATABASE ${database} RESET default_transaction_read_only`);
      const { call } = await fleet.addMachine();
      expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'ordered' });
    });
  });

  it('since nothing listens there refuses the order before sending; reads and dry runs go on', async () => {
    const proxy = await startCommitProxy(1);
    proxy.close();
    await withFleet(servers.postgres, { port: proxy.port }, fleet =>
      expectRefusal(fleet, 'refuses connections'),
    );
  });
});

it('a machine that stops in the middle of a transaction holds the others up for a moment only', async () => {
  const proxy = await startCommitProxy(servers.postgres.port);
  await withFleet(servers.postgres, {}, async ({ addMachine, countSent }) => {
    const [stopped, other] = [await addMachine({ port: proxy.port }), await addMachine()];
    const reached = createGate();
    const goesOn = createGate();
    proxy.cutAt({ step: 'claimed', when: 'before' }, () => {
      reached.open();
      return goesOn.opened;
    });
    const first = stopped.call('order_create', createOrder('one'));
    await reached.opened;
    expect(await other.call('order_create', createOrder('two'))).toMatchObject({ outcome: 'ordered' });
    goesOn.open();
    await first;
    expect(await other.call('order_create', createOrder('one'))).toMatchObject({ outcome: 'ordered' });
    expect(countSent()).toBe(2);
  });
  proxy.close();
});
