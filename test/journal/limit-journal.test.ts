import { expect, it, onTestFinished, vi } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { limitJournal } from '../../src/journal/limit-journal.ts';
import { createStandingBudget, openScriptedContext } from '../orders/scripted-context.ts';
import { createRecord, exampleClaim } from './example-record.ts';

const record = createRecord({ state: 'sending' });

const steps: readonly [name: keyof Journal, take: (journal: Journal) => Promise<unknown>][] = [
  ['fingerprint', journal => journal.fingerprint()],
  ['records', journal => journal.records()],
  ['claim', journal => journal.claim(exampleClaim)],
  ['change', journal => journal.change(record, { state: 'unknown' })],
  ['hold', journal => journal.hold('73', record)],
];

it.each(steps)('%s is waited for no longer than the call lasts', async (name, take) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const hanging = { ...openScriptedContext().context.journal, [name]: () => new Promise(() => {}) };
  const given = expect(take(limitJournal(hanging, createStandingBudget(2_000)))).rejects.toMatchObject({
    code: 'state_unwritable',
    message: expect.stringMatching(/did not answer within the time of this call/),
  });
  await vi.advanceTimersByTimeAsync(2_000);
  await given;
});

it('what comes in time is answered, and leaves no timer behind', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { journal } = openScriptedContext().context;
  expect((await limitJournal(journal, createStandingBudget()).records()).all).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
