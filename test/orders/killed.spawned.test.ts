import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { createOrder, respellOrder } from '../kit/example-order.ts';
import { type AnswerMoment, killAt } from '../kit/kill-at.ts';
import { type FileFault, type SpawnedServer, spawnServer } from '../kit/spawn-server.ts';

/** Where the first process dies: at a step of its journal, or at a moment of the provider's answer. */
interface Death {
  readonly where: string;
  readonly fileFault?: FileFault;
  readonly moment?: AnswerMoment;
  /** What the second process answers, and how many orders the provider then has. */
  readonly leads: { outcome: string; orders: number };
}

const kill = (when: FileFault['when'], name: string): FileFault => ({ when, name, does: 'kill' });

const deaths: readonly Death[] = [
  {
    where: 'before the claim',
    fileFault: kill('before', '\\.0\\.json$'),
    leads: { outcome: 'ordered', orders: 1 },
  },
  {
    where: 'after the claim',
    fileFault: kill('after', '\\.0\\.json$'),
    leads: { outcome: 'ordered', orders: 1 },
  },
  {
    where: 'after `sending`',
    fileFault: kill('after', '\\.1\\.json$'),
    leads: { outcome: 'unknown', orders: 0 },
  },
  { where: "after the request's last byte", moment: 'onReceived', leads: { outcome: 'ordered', orders: 1 } },
  { where: 'in the middle of the body', moment: 'halfOfTheAnswer', leads: { outcome: 'ordered', orders: 1 } },
  { where: 'after the body', moment: 'afterAnswer', leads: { outcome: 'ordered', orders: 1 } },
  {
    where: 'before the outcome',
    fileFault: kill('before', '\\.2\\.json$'),
    leads: { outcome: 'ordered', orders: 1 },
  },
  {
    where: 'before the reply',
    fileFault: kill('after', '\\.2\\.json$'),
    leads: { outcome: 'ordered', orders: 1 },
  },
];

async function dieAndCallAgain(death: Death, sandboxOptions?: SandboxOptions) {
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'vps-order-mcp-test-'));
  const sandbox = await startSandbox(sandboxOptions);
  const env = {
    VPS_API_URL: sandbox.apiUrl,
    VPS_API_TOKEN: sandbox.token,
    VPS_STATE_DIR: stateDirectory,
    // Long enough for a machine that is busy, and short enough to outwait.
    VPS_REQUEST_TIMEOUT_MS: '3000',
  };
  const servers: SpawnedServer[] = [];
  try {
    const doomed = await spawnServer({ env, fileFault: death.fileFault });
    servers.push(doomed);
    if (death.moment) killAt(death.moment, { sandbox, victim: doomed });
    await expect(doomed.call('order_create', createOrder())).rejects.toThrow();
    const second = await spawnServer({ env });
    servers.push(second);
    const result = await second.call('order_create', respellOrder(createOrder()));
    return { result, orders: sandbox.orders().length };
  } finally {
    await Promise.all(servers.map(server => server.close()));
    await sandbox.close();
    await rm(stateDirectory, { recursive: true, force: true });
  }
}

describe.concurrent('a server that is killed', () => {
  it.each(deaths)('$where, called again in other words: at most one order, and the truth', async death => {
    const { result, orders } = await dieAndCallAgain(death);
    expect({ outcome: result.outcome, orders }).toEqual(death.leads);
  });

  it.each(deaths.filter(({ moment }) => moment))(
    '$where, while the provider asks for payment, called again: one order and one invoice',
    async death => {
      const { result, orders } = await dieAndCallAgain(death, { creditCents: 0 });
      expect({ outcome: result.outcome, orders }).toEqual({ outcome: 'payment_required', orders: 1 });
    },
  );
});
