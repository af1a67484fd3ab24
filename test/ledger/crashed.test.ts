import { describe, expect, it } from 'vitest';
import { createJournal } from '../../src/journal/journal.ts';
import { createPostgresStore } from '../../src/journal/postgres/postgres-store.ts';
import { parseJournalUrl } from '../../src/settings/value-parsers.ts';
import { exampleClaim } from '../journal/example-record.ts';
import { createOrder, respellOrder } from '../kit/example-order.ts';
import { type Moment, startCommitProxy } from './commit-proxy.ts';
import { withFleet } from './fleet.ts';
import { useDatabases } from './start-postgres.ts';

const servers = useDatabases();

const steps: readonly Moment['step'][] = ['header', 'claimed', 'sending', 'ordered', 'hold'];
const moments: readonly Moment[] = steps.flatMap(step =>
  (['before', 'at', 'after'] as const).map(when => ({ step, when })),
);

describe('a database that crashes and comes back', () => {
  it.each(moments)('$when the COMMIT of `$step`: one order at most, and the truth', async moment => {
    const proxy = await startCommitProxy(servers.postgres.port);
    await withFleet(servers.postgres, {}, async ({ addMachine, countSent }) => {
      const machine = await addMachine({ port: proxy.port });
      let isBack: Promise<void> | undefined;
      proxy.cutAt(moment, () => {
        isBack = servers.postgres.crash();
        return isBack;
      });
      const { outcome } = await machine.call('order_create', createOrder());
      expect(proxy.hasCut()).toBe(true);
      // A database that is slow to come back is not waited for; then nothing was sent.
      expect([
        ['ordered', 1],
        ['not_ordered', 0],
      ]).toContainEqual([outcome, countSent()]);
      await isBack;
      const other = await addMachine();
      const again = await other.call('order_create', respellOrder(createOrder()));
      expect([['ordered', 1], ...(outcome === 'not_ordered' ? [['unknown', 0]] : [])]).toContainEqual([
        again.outcome,
        countSent(),
      ]);
    });
    proxy.close();
  });

  it('is found again by machines that waited behind PgBouncer, with all that they had ordered', async () => {
    await withFleet(servers.postgres, { port: servers.bouncer.port }, async ({ addMachine, countSent }) => {
      const machines = [await addMachine(), await addMachine()];
      await machines[0]?.call('order_create', createOrder('one'));
      await machines[1]?.call('order_list');
      await servers.postgres.crash();
      for (const { call } of machines)
        expect(await call('order_create', createOrder('one'))).toMatchObject({ outcome: 'ordered' });
      expect(countSent()).toBe(1);
    });
  });
});

it('a machine that ran on sees what came after a crash that gave transaction numbers out again', async () => {
  const database = servers.postgres.createDatabase();
  const provider = 'https://provider.example/api';
  const open = () => {
    const store = createPostgresStore(parseJournalUrl(servers.postgres.urlOf(database)), provider);
    return createJournal({ store, provider, account: 'default', identity: 'secret-token', now: store.now });
  };
  const journal = open();
  await journal.claim(exampleClaim);
  // What others commit without waiting for the disk is lost, and its numbers are free again.
  servers.postgres.run(
    database,
    `DO $$ BEGIN PERFORM set_config('synchronous_commit', 'off', false);
     FOR i IN 1..50 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$`,
  );
  expect((await journal.records()).all).toHaveLength(1);
  await servers.postgres.killBackend();
  const claimed = await open().claim(exampleClaim);
  expect(claimed.number).toBe(2);
  expect((await journal.records()).all).toHaveLength(2);
});
