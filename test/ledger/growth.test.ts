import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseJournalUrl } from '../../src/settings/value-parsers.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { type Postgres, startPostgres } from './start-postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.close());

/** A server that orders in a sandbox and keeps its journal in a database of its own. */
async function openFresh() {
  const database = postgres.createDatabase();
  const settings = createSettings(await openSandbox(), {
    confirm: 'never',
    journalDatabase: parseJournalUrl(postgres.urlOf(database)),
    limits: { itemsPerOrder: 5, ordersPerDay: 1_000 },
  });
  const { call } = await openServer({ settings });
  let orders = 0;
  const order = async () => {
    orders += 1;
    const result = await call('order_create', createOrder(`server ${orders}`));
    expect(result, JSON.stringify(result)).toMatchObject({ outcome: 'ordered' });
  };
  return { database, order, times: [] as number[] };
}

/** Makes the first record, and so many behind it, orders of the past: one every half hour until now. */
function fill(database: string, count: number): void {
  const row = (n: string) =>
    `record || jsonb_build_object('state', 'ordered', 'order_id', (1000000000 + ${n})::text, 'request_digest', 'm1:' || ${n},
       'created_at', to_char(now() - (${count} - ${n}) * interval '30 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))`;
  postgres.run(
    database,
    `UPDATE vps_order_journal SET record = ${row('1')} WHERE number = 1;
     INSERT INTO vps_order_journal (scope, number, revision, record, nonce)
     SELECT scope, n, revision, ${row('n')}, nonce
     FROM vps_order_journal, generate_series(2, ${count}) AS n WHERE number = 1 AND revision = 0`,
  );
}

it('an order behind 50,000 others takes at most half as long again as one of the first', async () => {
  const [empty, full] = [await openFresh(), await openFresh()];
  const servers = [empty, full];
  for (const { order } of servers) await order();
  fill(full.database, 50_000);
  for (const { order } of servers) await order();
  const ratio = () => Math.min(...full.times) / Math.min(...empty.times);
  // What else the machine does only adds to a time, so that a busy one takes longer to show the least.
  for (let repeat = 0; repeat < 40 || (repeat < 300 && ratio() >= 1.5); repeat++) {
    // In turn, so that whatever else this machine does falls on both.
    for (const { order, times } of servers) {
      const startedAt = performance.now();
      await order();
      times.push(performance.now() - startedAt);
    }
  }
  expect(ratio()).toBeLessThan(1.5);
  expect(postgres.run(full.database, 'SELECT max(number) FROM vps_order_journal')).toBe(
    `${50_001 + full.times.length}`,
  );
});
