import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createFileStore, toJournalDirectory } from '../../src/journal/files/file-store.ts';
import { createJournal } from '../../src/journal/journal.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { createOrder, respellOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { type SpawnedServer, spawnServer } from '../kit/spawn-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

const kills = 100;
const latestKillMs = 100;

/** As many at once as keep two cores busy; most of the time goes into waiting for a dead sender's deadline. */
const lanes = 8;

interface Victim {
  readonly name: string;
  readonly killedAfterMs: number;
  readonly survived: boolean;
  readonly answered: string;
}

it(`never places two orders for one intent in ${kills} kills at random moments`, async () => {
  const sandbox = await openSandbox({ creditCents: 100_000_00 });
  const stateDirectory = createStateDirectory();
  const env = {
    VPS_API_URL: sandbox.apiUrl,
    VPS_API_TOKEN: sandbox.token,
    VPS_STATE_DIR: stateDirectory,
    VPS_REQUEST_TIMEOUT_MS: '1000',
    VPS_MAX_ORDERS_PER_DAY: '1000',
  };
  const readJournal = () =>
    createJournal({
      store: createFileStore(
        toJournalDirectory({ stateDirectory, apiUrl: new URL(sandbox.apiUrl), account: 'default' }),
      ),
      provider: sandbox.apiUrl,
      account: 'default',
      identity: sandbox.token,
      now: Date.now,
    }).records();

  const names = Array.from({ length: kills }, (_, index) => `server ${index}`);
  const victims: Victim[] = [];
  /** As a host does after a crash: a new process, the same wish. It is the next one to be killed. */
  const lane = async () => {
    let server = await spawnServer({ env });
    await server.call('server_list');
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const killedAfterMs = Math.random() * latestKillMs;
      const survived = await orderAndKill(server, { name, killedAfterMs });
      await readJournal();
      server = await spawnServer({ env });
      const { outcome } = await server.call('order_create', respellOrder(createOrder(name)));
      victims.push({ name, killedAfterMs, survived, answered: String(outcome) });
      expect(countOrders(sandbox, name)).toBeLessThanOrEqual(1);
    }
    await server.close();
  };
  await Promise.all(Array.from({ length: lanes }, lane));

  for (const { name, answered } of victims) {
    const placed = countOrders(sandbox, name);
    expect(['ordered', 'unknown']).toContain(answered);
    if (answered === 'ordered') expect(placed).toBe(1);
  }
  expect((await readJournal()).count).toBeGreaterThan(0);
  const count = (outcome: string) => victims.filter(({ answered }) => answered === outcome).length;
  console.log(
    `${kills} kills: ${victims.filter(({ survived }) => survived).length} answered before the kill; ` +
      `called again: ${count('ordered')} ordered, ${count('unknown')} unknown; ` +
      `orders at the provider: ${sandbox.orders().length}`,
  );
});

/** Everything is loaded by then, so that the kills spread over the order itself. */
async function orderAndKill(
  server: SpawnedServer,
  { name, killedAfterMs }: { name: string; killedAfterMs: number },
): Promise<boolean> {
  const answer = server.call('order_create', createOrder(name)).then(
    () => true,
    () => false,
  );
  await delay(killedAfterMs);
  server.kill();
  const survived = await answer;
  await server.close();
  return survived;
}

function countOrders(sandbox: Sandbox, name: string): number {
  return sandbox.orders().filter(order => order.order_items?.some(item => item.reference === name)).length;
}
