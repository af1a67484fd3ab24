import { describe, expect, it } from 'vitest';
import { runWait } from '../../src/cli/wait.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/start-sandbox.ts';
import type { Settings } from '../../src/settings/load-settings.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { createVirtualClock } from '../orders/status/virtual-clock.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { createCall } from './command-call.ts';

/** A sandbox whose servers are ready a minute after they are paid for, by a clock that a wait moves on. */
async function openWorld(options: SandboxOptions = {}, overrides: Partial<Settings> = {}) {
  const { clock } = createVirtualClock();
  const startMs = Date.now();
  const sandbox = await openSandbox({
    provisioningMs: 60_000,
    now: () => startMs + clock.now(),
    ...options,
  });
  const settings = createSettings(sandbox, overrides);
  const { call } = await openServer({ settings });
  const wait = async (...args: string[]) => {
    const { call, written } = createCall(['wait', ...args], { loadSettings: () => settings });
    const code = await runWait(call, clock);
    return { code, stdout: written(), order: JSON.parse(written()) as Record<string, unknown> };
  };
  return { sandbox, call, wait };
}

const countStatusReads = ({ received }: Sandbox) =>
  received.filter(({ action }) => action === 'order_status').length;

describe('wait', () => {
  it('writes the addresses in one line once the servers are ready', async () => {
    const { call, wait, sandbox } = await openWorld();
    await call('order_create', createOrder('api-1'));
    const { code, stdout, order } = await wait('73');
    expect(code).toBe(0);
    expect(stdout.match(/\n/g)).toHaveLength(1);
    expect(order).toMatchObject({ ready: true, servers: [{ name: 'api-1', ipv4: '192.0.2.1' }] });
    expect(countStatusReads(sandbox)).toBeGreaterThan(5);
  });

  it('ends with 4 when the time is up', async () => {
    const { call, wait } = await openWorld();
    await call('order_create', createOrder());
    expect(await wait('73', '--timeout=30')).toMatchObject({ code: 4, order: { ready: false } });
  });

  it('ends with 3 where a payment is waited for, and says where to pay', async () => {
    const { call, wait } = await openWorld({ creditCents: 0 });
    await call('order_create', createOrder());
    expect(await wait('73')).toMatchObject({
      code: 3,
      order: { outcome: 'payment_required', payment: { amount: '12.25', url: expect.any(String) } },
    });
  });

  it('ends with 1 for an order that was cancelled', async () => {
    const { call, wait } = await openWorld();
    await call('order_create', createOrder());
    await call('order_cancel', { order_id: 73 });
    expect(await wait('73')).toMatchObject({ code: 1, order: { order: { state: 'cancelled' } } });
  });

  it('ends with 1 for an order that failed', async () => {
    const { call, wait, sandbox } = await openWorld();
    await call('order_create', createOrder());
    sandbox.setFault('order_status', {
      name: 'scripted',
      carriesOut: false,
      answer: () => ({ status: 200, headers: {}, body: '{"order_id":73,"status":500,"message":"broken"}' }),
    });
    expect(await wait('73')).toMatchObject({ code: 1, order: { order: { state: 'failed' } } });
  });

  it('goes on through a failure of the provider', async () => {
    const { call, wait, sandbox } = await openWorld();
    await call('order_create', createOrder());
    sandbox.setFault('order_status', { name: 'status-503', times: 9 });
    expect(await wait('73')).toMatchObject({ code: 0 });
  });

  it('ends with 4 and the reason where the provider never answered', async () => {
    const { call, wait, sandbox } = await openWorld();
    await call('order_create', createOrder());
    sandbox.setFault('order_status', { name: 'status-503' });
    expect(await wait('73', '--timeout=5')).toMatchObject({
      code: 4,
      order: { outcome: 'failed', error: { code: 'unavailable' } },
    });
  });

  it.each([
    [['seventy'], 'wait takes the id of an order'],
    [[], 'wait takes the id of an order'],
    [['73', '--timeout=soon'], '--timeout has to be a whole number from 0 to 999999'],
  ])('refuses %j', async (args, message) => {
    const { call } = createCall(['wait', ...args], {});
    await expect(runWait(call)).rejects.toThrow(message);
  });

  it('refuses an order that is not there, and credentials that the provider refuses', async () => {
    const { wait, sandbox } = await openWorld();
    await expect(wait('99')).rejects.toThrow('does not know it (status 404)');
    sandbox.setFault('order_status', { name: 'status-401' });
    await expect(wait('73')).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
