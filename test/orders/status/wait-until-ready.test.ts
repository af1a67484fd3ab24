import { describe, expect, it } from 'vitest';
import { VpsError } from '../../../src/errors/vps-error.ts';
import type { OrderReading } from '../../../src/orders/status/read-order.ts';
import { systemClock, toFingerprint, waitUntilReady } from '../../../src/orders/status/wait-until-ready.ts';
import { readOrder } from '../../../src/provider/order.ts';
import type { Json } from '../../../src/provider/reply.ts';
import { createScriptedProvider, toAnswer } from './scripted-provider.ts';
import { createVirtualClock } from './virtual-clock.ts';

type Answer = string | Error;

const textOf = (look: OrderReading | undefined) => look?.order.message;

/** Waits for an order whose message changes with every look; the last answer stays. */
async function waitFor(
  answers: Answer[],
  options: { waitMs?: number; lookMs?: number; signal?: AbortSignal; whileLooking?: () => void } = {},
) {
  const { waitMs = 60_000, lookMs = 0, signal, whileLooking } = options;
  const time = createVirtualClock();
  const reports: string[] = [];
  let looks = 0;
  const { provider, reads } = createScriptedProvider(({ action, timeoutMs }) => {
    if (action === 'server_list') return { kind: 'failed', sent: true, error: busy };
    time.advance(Math.min(lookMs, timeoutMs));
    whileLooking?.();
    const answer = answers[Math.min(looks++, answers.length - 1)] ?? 'waiting';
    if (answer instanceof VpsError) return { kind: 'failed', sent: true, error: answer };
    if (answer instanceof Error) throw answer;
    const items = answer === 'busy' ? [{ id: 1 }] : [];
    return toAnswer({ order_id: 73, status: 200, message: answer, order_items: items });
  });
  const first = { ready: false, found: new Map(), order: createOrder('waiting') };
  const waiting = waitUntilReady(provider, '73', {
    clock: time.clock,
    waitMs,
    signal,
    first,
    endsToo: look => textOf(look) === 'over',
    report: message => reports.push(message),
  });
  const { look, ...result } = await waiting.catch((error: unknown) => ({ look: undefined, error }));
  const timeouts = reads.map(({ timeoutMs }) => timeoutMs);
  return {
    failure: undefined,
    error: undefined,
    ...result,
    look: textOf(look),
    ...time,
    reports,
    timeouts,
    looks,
  };
}

const createOrder = (message: string) => ({ items: [], fields: {}, state: 'accepted' as const, message });

const busy = new VpsError('rate_limited', 'slowly', { retryAfterMs: 20_000 });
const missing = new VpsError('not_found', 'gone');
const flaky = new VpsError('unavailable', 'flaky');
const waitingFor = (times: number): Answer[] => Array.from({ length: times }, () => 'waiting');

describe('a wait', () => {
  it('looks quickly at first, then more slowly, with jitter, and never slower than every six seconds', async () => {
    const { sleeps } = await waitFor([...waitingFor(12), 'over'], { waitMs: 120_000 });
    expect(sleeps).toHaveLength(13);
    for (const [index, ms] of sleeps.entries()) {
      const planned = Math.min(5_000, 400 * 1.5 ** index);
      expect(ms).toBeGreaterThanOrEqual(planned * 0.8);
      expect(ms).toBeLessThanOrEqual(planned * 1.2);
    }
    const ratios = sleeps.map((ms, index) => ms / Math.min(5_000, 400 * 1.5 ** index));
    expect(new Set(ratios.map(ratio => ratio.toFixed(6))).size).toBeGreaterThan(1);
  });

  it('ends with the first look that shows what is waited for', async () => {
    const { look, looks } = await waitFor(['waiting', 'over', 'never seen']);
    expect([look, looks]).toEqual(['over', 2]);
  });

  it('looks once more when the time is up, and answers what is there then', async () => {
    const { look, sleeps, looks } = await waitFor(waitingFor(1), { waitMs: 1_000 });
    expect(look).toBe('waiting');
    expect(looks).toBeGreaterThan(1);
    expect(sleeps.reduce((sum, ms) => sum + ms)).toBeCloseTo(1_000);
  });

  it('gives a look that is under way when the time is up three seconds more, and no second one', async () => {
    const waited = await waitFor(waitingFor(1), { waitMs: 2_000, lookMs: 60_000 });
    expect(waited.looks).toBe(1);
    expect((waited.sleeps[0] ?? 0) + (waited.timeouts[0] ?? 0)).toBeCloseTo(2_000 + 3_000);
  });

  it('says before each pause what is waited for', async () => {
    const { reports } = await waitFor(['first', 'second', 'over']);
    expect(reports).toEqual(Array(3).fill('Waiting for the order to be processed.'));
  });

  it('goes on after looks that fail, with what was seen last', async () => {
    const { look, failure } = await waitFor(['seen', flaky, flaky, flaky, flaky, 'over']);
    expect(look).toBe('over');
    expect(failure).toBeUndefined();
  });

  it('answers what was seen last, and why it is old, when the last look failed', async () => {
    const { look, failure } = await waitFor(['seen', flaky], { waitMs: 5_000 });
    expect(look).toBe('seen');
    expect(failure).toBe(flaky);
  });

  it.each([
    ['fails', busy],
    ['shows that a part of it failed', 'busy'],
  ])('leaves the provider alone for as long as it asks when a look %s', async (_, answer) => {
    const { sleeps } = await waitFor([answer, 'over']);
    expect(sleeps).toHaveLength(2);
    expect(sleeps[1]).toBeGreaterThan(20_000);
    const last = await waitFor([answer], { waitMs: 10_000 });
    expect(last.looks).toBe(2);
  });

  it('forgives an order that is missing twice, and failures between do not count', async () => {
    const { look, looks } = await waitFor([missing, flaky, missing, 'waiting', missing, missing, 'over']);
    expect([look, looks]).toEqual(['over', 7]);
  });

  it.each([
    ['three times in a row', [missing]],
    ['three times with failures between', [missing, flaky, missing, flaky, missing]],
  ])('gives up an order that is missing %s', async (_, answers) => {
    const result = await waitFor(answers);
    expect(result).toMatchObject({ error: missing, looks: answers.length === 1 ? 3 : 5 });
  });

  it.each(['unauthorized', 'forbidden'] as const)('does not try again after %s', async code => {
    const refused = new VpsError(code, 'no');
    const { look, failure, looks } = await waitFor(['seen', refused]);
    expect([look, failure, looks]).toEqual(['seen', refused, 2]);
  });

  it('lets a fault of its own through', async () => {
    expect((await waitFor([new TypeError('a bug')])).error).toBeInstanceOf(TypeError);
  });

  it.each([
    ['before the pause', AbortSignal.abort(), 0],
    ['during a look', undefined, 1],
  ])('ends without another look when cancelled %s', async (_, aborted, looks) => {
    const controller = new AbortController();
    const signal = aborted ?? controller.signal;
    const result = await waitFor(['over'], { signal, whileLooking: () => controller.abort() });
    expect(result).toMatchObject({ error: { code: 'timeout', message: 'The call was cancelled.' }, looks });
  });
});

const web = { id: 1293, status: 200 };
const db = { id: 1294, status: 200 };

function fingerprint(fields: Record<string, Json>): string | undefined {
  const order = readOrder({ order_id: 73, status: 200, order_items: [web, db], ...fields });
  return order && toFingerprint(order);
}

describe('the fingerprint of an order', () => {
  it.each([
    ['the status of the order', { status: 202 }],
    ['the message of the order', { message: 'Queued' }],
    ['the status of an item', { order_items: [web, { ...db, status: 201 }] }],
    ['the message of an item', { order_items: [web, { ...db, message: 'Formatting' }] }],
    ['an item that is gone', { order_items: [web] }],
  ])('takes %s for a change', (_, fields) => {
    expect(fingerprint(fields)).not.toBe(fingerprint({}));
  });

  it('takes items in another order, or a field that says nothing of the order, for no change', () => {
    expect(fingerprint({ order_items: [db, web], looked_up: 2 })).toBe(fingerprint({}));
  });
});

describe('the system clock', () => {
  it('ends a pause at once when the call is cancelled', async () => {
    const controller = new AbortController();
    const pause = systemClock.sleep(3_600_000, controller.signal);
    controller.abort();
    await expect(pause).rejects.toMatchObject({ code: 'timeout', message: 'The call was cancelled.' });
  });

  it('begins no pause for a call that was cancelled before', async () => {
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).rejects.toThrow('cancelled');
  });

  it('goes on after a pause', async () => {
    const before = systemClock.now();
    await systemClock.sleep(5);
    expect(systemClock.now()).toBeGreaterThan(before);
  });
});
