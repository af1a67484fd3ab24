import { describe, expect, it } from 'vitest';
import { VpsError } from '../../../src/errors/vps-error.ts';
import { watch } from '../../../src/orders/status/watch.ts';
import { createVirtualClock } from './virtual-clock.ts';

type Answer = string | VpsError;

/** Watches a text that changes with every look; the last answer stays. */
async function watchAnswers(answers: Answer[], options: { waitMs?: number; lookMs?: number } = {}) {
  const { waitMs = 60_000, lookMs = 0 } = options;
  const time = createVirtualClock();
  const reports: string[] = [];
  const timeouts: number[] = [];
  let looks = 0;
  const watched = watch('waiting', {
    clock: time.clock,
    waitMs,
    look: async (last, timeoutMs) => {
      timeouts.push(timeoutMs);
      time.advance(Math.min(lookMs, timeoutMs));
      const answer = answers[Math.min(looks++, answers.length - 1)] ?? last;
      if (answer instanceof VpsError) throw answer;
      return answer;
    },
    isOver: look => look === 'over',
    report: look => reports.push(look),
    restMs: look => (look === 'busy' ? 20_000 : 0),
  });
  const result = await watched.catch((error: unknown) => ({ look: undefined, failure: undefined, error }));
  return { ...result, ...time, reports, timeouts, looks };
}

const missing = new VpsError('not_found', 'gone');
const flaky = new VpsError('unavailable', 'flaky');
const waitingFor = (times: number): Answer[] => Array.from({ length: times }, () => 'waiting');

describe('watch', () => {
  it('looks quickly at first, then more slowly, with jitter, and never slower than every six seconds', async () => {
    const { sleeps } = await watchAnswers([...waitingFor(12), 'over'], { waitMs: 120_000 });
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
    const { look, looks } = await watchAnswers(['waiting', 'over', 'never seen']);
    expect([look, looks]).toEqual(['over', 2]);
  });

  it('looks once more when the time is up, and answers what is there then', async () => {
    const { look, sleeps, looks } = await watchAnswers(waitingFor(1), { waitMs: 1_000 });
    expect(look).toBe('waiting');
    expect(looks).toBeGreaterThan(1);
    expect(sleeps.reduce((sum, ms) => sum + ms)).toBeCloseTo(1_000);
  });

  it('gives a look that is under way when the time is up three seconds more, and no second one', async () => {
    const watched = await watchAnswers(waitingFor(1), { waitMs: 2_000, lookMs: 60_000 });
    expect(watched.looks).toBe(1);
    expect((watched.sleeps[0] ?? 0) + (watched.timeouts[0] ?? 0)).toBeCloseTo(2_000 + 3_000);
  });

  it('says before each pause what is waited for', async () => {
    const { reports } = await watchAnswers(['first', 'second', 'over']);
    expect(reports).toEqual(['waiting', 'first', 'second']);
  });

  it('goes on after looks that fail, with what was seen last', async () => {
    const { look, failure } = await watchAnswers(['seen', flaky, flaky, flaky, flaky, 'over']);
    expect(look).toBe('over');
    expect(failure).toBeUndefined();
  });

  it('answers what was seen last, and why it is old, when the last look failed', async () => {
    const { look, failure } = await watchAnswers(['seen', flaky], { waitMs: 5_000 });
    expect(look).toBe('seen');
    expect(failure).toBe(flaky);
  });

  it.each([
    ['fails', new VpsError('rate_limited', 'slowly', { retryAfterMs: 20_000 })],
    ['shows that a part of it failed', 'busy'],
  ])('leaves the provider alone for as long as it asks when a look %s', async (_, answer) => {
    const { sleeps } = await watchAnswers([answer, 'over']);
    expect(sleeps).toHaveLength(2);
    expect(sleeps[1]).toBeGreaterThan(20_000);
    const last = await watchAnswers([answer], { waitMs: 10_000 });
    expect(last.looks).toBe(2);
  });

  it('forgives an order that is missing twice, and failures between do not count', async () => {
    const { look, looks } = await watchAnswers([
      missing,
      flaky,
      missing,
      'waiting',
      missing,
      missing,
      'over',
    ]);
    expect([look, looks]).toEqual(['over', 7]);
  });

  it.each([
    ['three times in a row', [missing]],
    ['three times with failures between', [missing, flaky, missing, flaky, missing]],
  ])('gives up an order that is missing %s', async (_, answers) => {
    const result = await watchAnswers(answers);
    expect(result).toMatchObject({ error: missing, looks: answers.length === 1 ? 3 : 5 });
  });

  it.each(['unauthorized', 'forbidden'] as const)('does not try again after %s', async code => {
    const refused = new VpsError(code, 'no');
    const { look, failure, looks } = await watchAnswers(['seen', refused]);
    expect([look, failure, looks]).toEqual(['seen', refused, 2]);
  });

  it('lets a fault of its own through', async () => {
    const time = createVirtualClock();
    const watched = watch('waiting', {
      clock: time.clock,
      waitMs: 1_000,
      look: () => Promise.reject(new TypeError('a bug')),
      isOver: () => false,
      report: () => {},
      restMs: () => 0,
    });
    await expect(watched).rejects.toThrow(TypeError);
  });

  it.each(['before the pause', 'during a look'])(
    'ends without another look when cancelled %s',
    async when => {
      const time = createVirtualClock();
      const controller = new AbortController();
      if (when === 'before the pause') controller.abort();
      let looks = 0;
      const watched = watch('waiting', {
        clock: time.clock,
        waitMs: 60_000,
        signal: controller.signal,
        look: async () => {
          looks += 1;
          controller.abort();
          return 'over';
        },
        isOver: look => look === 'over',
        report: () => {},
        restMs: () => 0,
      });
      await expect(watched).rejects.toMatchObject({ code: 'timeout', message: 'The call was cancelled.' });
      expect(looks).toBe(when === 'before the pause' ? 0 : 1);
    },
  );
});
