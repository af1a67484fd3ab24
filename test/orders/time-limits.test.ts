import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { VpsError } from '../../src/errors/vps-error.ts';
import type { OrderContext } from '../../src/orders/context.ts';
import { attemptOrder } from '../../src/orders/create/attempt-order.ts';
import { readOrdersBefore } from '../../src/orders/create/baseline.ts';
import { trackIntent } from '../../src/orders/find-record.ts';
import { createRecordAges } from '../../src/orders/record-ages.ts';
import type { ProviderClient } from '../../src/provider/provider-client.ts';
import type { Reply } from '../../src/provider/reply.ts';
import { createRecord } from '../journal/example-record.ts';
import { type createClock, createGate } from '../sandbox/sandbox-client.ts';
import {
  createScriptedIntent,
  createStandingBudget,
  openScriptedContext,
  placeIntent,
} from './scripted-context.ts';
import { toAnswer } from './status/scripted-provider.ts';

type WriteOptions = Parameters<ProviderClient['write']>[2];

const accepted = toAnswer({ order_id: 73, status: 200 });

const toWish = (context: OrderContext) => trackIntent(context, createScriptedIntent());

/** One attempt at a provider that answers the request as `write` does. */
async function attempt(
  write: (options: WriteOptions, clock: ReturnType<typeof createClock>) => Reply,
  { remainingMs = 45_000, requestTimeoutMs = 60_000 } = {},
) {
  const written: WriteOptions[] = [];
  const { context, clock, reads } = openScriptedContext({
    settings: { requestTimeoutMs },
    write: async (_action, _order, options) => {
      written.push(options);
      return write(options, clock);
    },
  });
  const call = { budget: createStandingBudget(remainingMs) };
  const error = await attemptOrder(context, toWish(context), call).catch(cause => cause);
  if (error instanceof Error && error.message !== 'Too little time was left to send the order.') throw error;
  return { reads, written, records: (await context.journal.records()).all };
}

describe('the request of an order', () => {
  it('takes at most 25 s, and its record says until when it is in flight', async () => {
    const { written, records } = await attempt(() => accepted);
    expect(written.map(({ timeoutMs }) => timeoutMs)).toEqual([25_000]);
    expect(records).toMatchObject([{ state: 'ordered', patience_ms: 30_000 }]);
  });

  it.each([
    ['the setting', { requestTimeoutMs: 7_000 }],
    ['what is left of the call, with time to write and to answer', { remainingMs: 19_000 }],
  ])('takes no longer than %s', async (_, given) => {
    const { written } = await attempt(() => accepted, given);
    expect(written.map(({ timeoutMs }) => timeoutMs)).toEqual([7_000]);
  });

  it('is not begun with less than half a second left, and frees its intent', async () => {
    const { context, reads } = openScriptedContext({ write: () => Promise.resolve(accepted) });
    const attempted = attemptOrder(context, toWish(context), { budget: createStandingBudget(12_400) });
    await expect(attempted).rejects.toMatchObject({ code: 'timeout' });
    expect(reads).toHaveLength(1);
    expect((await context.journal.records()).all).toMatchObject([{ state: 'void' }]);
  });

  it('goes out while its record says that it is in flight, and not a moment later', async () => {
    for (const [lateMs, state] of [
      [30_000, 'ordered'],
      [30_001, 'not_ordered'],
    ] as const) {
      const { records } = await attempt(({ objection }, { advance }) => {
        advance(lateMs);
        const reason = objection?.();
        if (reason === undefined) return accepted;
        return { kind: 'failed', sent: false, error: new VpsError('unavailable', reason) };
      });
      expect(records).toMatchObject([{ state }]);
    }
  });
});

describe('the list before an order', () => {
  it.each([
    [45_000, 5_000],
    [4_000, 4_000],
  ])(
    'is waited for 5 s at most, and no longer than the call: with %i ms left for %i',
    async (left, waited) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      const { context } = openScriptedContext({ read: () => new Promise(() => {}) });
      const given = vi.fn();
      void readOrdersBefore(context, createStandingBudget(left)).then(given);
      await vi.advanceTimersByTimeAsync(waited - 1);
      expect(given).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(given).toHaveBeenCalledWith(undefined);
    },
  );
});

describe('a simultaneous call of the same process', () => {
  it('hears that the order is in flight when its own time is up', async () => {
    const [sent, answered] = [createGate(), createGate()];
    const { context } = openScriptedContext({
      write: async () => {
        sent.open();
        await answered.opened;
        return accepted;
      },
    });
    const wish = createScriptedIntent();
    const first = placeIntent(context, wish, { budget: createStandingBudget() });
    await sent.opened;
    const inProgress = { outcome: 'unknown', error: { code: 'in_progress', retryable: true } };
    // 1 s is kept for building and delivering an answer, so nothing is left to wait for.
    const late = { budget: createStandingBudget(1_000) };
    expect(await placeIntent(context, wish, late)).toMatchObject(inProgress);
    answered.open();
    expect(await first).toMatchObject({ outcome: 'ordered', order_id: 73 });
  });
});

describe('patience with a record', () => {
  const record = createRecord({ state: 'sending', patience_ms: 5_000 });
  const madeMs = Date.parse(record.changed_at);
  const at = { wallMs: madeMs, elapsedMs: 0 };
  const open = (wallMs: number) => {
    Object.assign(at, { wallMs, elapsedMs: 0 });
    return createRecordAges({ now: () => at.wallMs, elapsed: () => at.elapsedMs });
  };
  const wait = (ms: number) => {
    at.elapsedMs += ms;
  };

  it.each([
    ['from its own time on', madeMs],
    ['for one from a clock that runs ahead, from when it was seen', madeMs - 86_400_000],
  ])('lasts as long as the record says, %s', (_, wallMs) => {
    const ages = open(wallMs);
    expect(ages.isAbandoned(record)).toBe(false);
    wait(5_000);
    expect(ages.isAbandoned(record)).toBe(false);
    wait(1);
    expect(ages.isAbandoned({ ...record, revision: record.revision + 1 })).toBe(false);
    expect(ages.isAbandoned({ ...record, number: record.number + 1 })).toBe(false);
    expect(ages.isAbandoned(record)).toBe(true);
  });

  it('counts what passed before this process saw it', () => {
    expect(open(madeMs + 5_001).isAbandoned(record)).toBe(true);
  });

  it.each([-3_600_000, 90_000_000])('is not changed by a clock that is set %i ms further', jumpMs => {
    const ages = open(madeMs);
    expect(ages.isAbandoned(record)).toBe(false);
    at.wallMs += jumpMs;
    wait(5_000);
    expect(ages.isAbandoned(record)).toBe(false);
    wait(1);
    expect(ages.isAbandoned(record)).toBe(true);
  });
});
