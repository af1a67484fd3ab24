import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { VpsError } from '../../src/errors/vps-error.ts';
import { retryRead } from '../../src/provider/provider-client.ts';
import type { Reply } from '../../src/provider/reply.ts';

const unavailable: Reply = { kind: 'failed', sent: true, error: new VpsError('unavailable', 'Lost.') };
const timeout: Reply = { kind: 'failed', sent: true, error: new VpsError('timeout', 'Late.') };

function answer(httpStatus: number, retryAfterMs?: number): Reply {
  return { kind: 'answered', sent: true, httpStatus, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Runs with a clock that only pauses, and what attempts take, move. */
async function run(replies: Reply[], { timeoutMs = 10_000, random = 0.5, attemptMs = 0 } = {}) {
  const pauses: number[] = [];
  const deadlines: number[] = [];
  let endedAt: number | undefined;
  vi.spyOn(Math, 'random').mockReturnValue(random);
  const reading = retryRead({ timeoutMs }, async options => {
    if (endedAt !== undefined) pauses.push(performance.now() - endedAt);
    deadlines.push(options.timeoutMs);
    vi.advanceTimersByTime(attemptMs);
    endedAt = performance.now();
    return replies[deadlines.length - 1] ?? answer(200);
  });
  await vi.runAllTimersAsync();
  return { reply: await reading, pauses, deadlines };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
});

describe('repeating a read', () => {
  it.each([
    ['a lost connection', unavailable],
    ['429', answer(429)],
    ['500', answer(500)],
    ['503', answer(503)],
  ])('happens after %s', async (_name, first) => {
    const { reply, pauses } = await run([first]);
    expect(reply).toMatchObject({ httpStatus: 200 });
    expect(pauses).toHaveLength(1);
  });

  it.each([
    ['success', answer(200)],
    ['a refusal', answer(404)],
    ['408', answer(408)],
    ['a redirect', answer(307)],
    ['a timeout', timeout],
  ])('does not happen after %s', async (_name, first) => {
    expect((await run([first])).pauses).toHaveLength(0);
  });

  it('happens at most twice, with a wait that doubles', async () => {
    const { deadlines, pauses } = await run([unavailable, unavailable, unavailable, answer(200)]);
    expect(deadlines).toHaveLength(3);
    expect(pauses).toEqual([150, 300]);
  });

  it('waits a different time for every caller', async () => {
    const [early, late] = [
      await run([unavailable], { random: 0 }),
      await run([unavailable], { random: 0.999 }),
    ];
    expect(early.pauses[0]).toBeCloseTo(75);
    expect(late.pauses[0]).toBeGreaterThanOrEqual(224);
  });

  it('waits longer than Retry-After asks, and differently for every caller', async () => {
    expect((await run([answer(429, 2_000)], { random: 0 })).pauses).toEqual([2_075]);
    expect((await run([answer(429, 2_000)], { random: 0.5 })).pauses).toEqual([2_150]);
  });

  it('does not happen when the wait would outlast the deadline', async () => {
    const { reply, pauses } = await run([answer(429, 60_000)]);
    expect(reply).toMatchObject({ httpStatus: 429 });
    expect(pauses).toHaveLength(0);
  });

  it('leaves each attempt what is left of the deadline', async () => {
    const { deadlines } = await run([unavailable, unavailable], { timeoutMs: 5_000, attemptMs: 1_000 });
    expect(deadlines).toEqual([5_000, 3_850, 2_550]);
  });

  it('stops when the call is cancelled while it waits', async () => {
    const cancel = new AbortController();
    const attempt = vi.fn(async () => unavailable);
    const reading = retryRead({ timeoutMs: 10_000, signal: cancel.signal }, attempt);
    cancel.abort();
    await vi.runAllTimersAsync();
    expect(await reading).toBe(unavailable);
    expect(attempt).toHaveBeenCalledOnce();
  });
});
