import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VpsError } from '../../../src/errors/vps-error.ts';
import { createContext } from '../../../src/order-service.ts';
import { readOrderStatus } from '../../../src/orders/status/order-status.ts';
import type { Json, Reply } from '../../../src/provider/reply.ts';
import { callBudgetMs } from '../../../src/time-budget.ts';
import { createSettings } from '../../kit/open-server.ts';
import { createScriptedProvider, type ScriptedRead, toAnswer } from './scripted-provider.ts';
import { createVirtualClock } from './virtual-clock.ts';

const order = (status: number, items = 2): Json => ({
  order_id: 73,
  status,
  order_items: Array.from({ length: items }, (_, index) => ({ id: index + 1, status })),
});

/** A provider whose every answer takes as long as `takeMs` says, and a call in virtual time. */
function openSlowly(
  takeMs: (read: ScriptedRead, index: number) => number,
  answer: (read: ScriptedRead) => Json,
) {
  const time = createVirtualClock();
  let index = 0;
  const scripted = createScriptedProvider(async (read): Promise<Reply> => {
    const wantedMs = takeMs(read, index++);
    await time.spend(Math.min(wantedMs, read.timeoutMs));
    if (wantedMs <= read.timeoutMs) return toAnswer(answer(read));
    return { kind: 'failed', sent: true, error: new VpsError('timeout', 'too slow') };
  });
  const settings = {
    ...createSettings({ apiUrl: 'http://127.0.0.1:9/api', token: 'secret' }),
    credentials: { kind: 'token', token: 'secret' } as const,
  };
  const context = {
    ...createContext(settings, { version: '0.0.0', now: time.now }),
    provider: scripted.provider,
  };
  const startBudget = () => {
    const endsAt = time.now() + callBudgetMs;
    return { remainingMs: () => Math.max(0, endsAt - time.now()) };
  };
  const read = async (args: { wait_seconds?: number }, signal?: AbortSignal) => {
    const startedAt = time.now();
    const client = { canAsk: false, canOpenPage: false };
    const call = { budget: startBudget(), client, signal, clock: time.clock };
    const result = await readOrderStatus(context, { order_id: '73', ...args }, call).catch(
      (error: unknown) => ({ error }),
    );
    return { result, tookMs: time.now() - startedAt };
  };
  return { read, time, ...scripted };
}

const waits = fc.option(fc.integer({ min: 0, max: 45 }), { nil: undefined });
const latencies = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 6 });

describe('the time of a call', () => {
  it('is at most 45 seconds, however slow the provider and however long the waiting', async () => {
    await fc.assert(
      fc.asyncProperty(
        latencies,
        waits,
        fc.integer({ min: 1, max: 20 }),
        async (taken, wait_seconds, items) => {
          const slow = openSlowly(
            (_, index) => taken[index % taken.length] ?? 0,
            ({ action }) => (action === 'order_status' ? order(200, items) : []),
          );
          const { tookMs } = await slow.read({ wait_seconds });
          expect(tookMs).toBeLessThanOrEqual(callBudgetMs);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is little longer than what was asked for when single answers hang', async () => {
    const slow = openSlowly(
      (_, index) => (index < 2 ? 10 : 60_000),
      ({ action }) => (action === 'order_status' ? order(200, 1) : []),
    );
    const { tookMs, result } = await slow.read({ wait_seconds: 10 });
    expect(tookMs).toBeLessThanOrEqual(13_100);
    expect(result).toMatchObject({
      outcome: 'ok',
      ready: false,
      warnings: ['The last look failed: too slow'],
    });
  });

  it('does not wait when the first look took all of it', async () => {
    const slow = openSlowly(
      () => 21_000,
      ({ action }) => (action === 'order_status' ? order(200, 1) : []),
    );
    const { result } = await slow.read({ wait_seconds: 45 });
    expect(result).toMatchObject({ outcome: 'ok' });
    expect(slow.reads).toHaveLength(2);
  });

  it('ends with a cancel, not with a wait that goes on without looking', async () => {
    const controller = new AbortController();
    const slow = openSlowly(
      (_, index) => {
        if (index === 4) controller.abort();
        return 10;
      },
      ({ action }) => (action === 'order_status' ? order(200, 1) : []),
    );
    const { result } = await slow.read({ wait_seconds: 45 }, controller.signal);
    expect(result).toMatchObject({ error: { message: 'The call was cancelled.' } });
    expect([slow.reads.length, slow.time.sleeps.length]).toEqual([5, 2]);
  });

  it('never has two looks under way, nor a look beside the servers of another', async () => {
    const slow = openSlowly(
      () => 3_000,
      ({ action }) => (action === 'order_status' ? order(200, 1) : []),
    );
    await slow.read({ wait_seconds: 30 });
    expect(slow.mostUnderWay()).toBe(1);
    expect(slow.reads.map(({ action }) => action).join(' ')).toMatch(
      /^(order_status server_list ?)+( ?order_status)?$/,
    );
  });
});
