import { describe, expect, it } from 'vitest';
import { createRecordAges } from '../../src/orders/record-ages.ts';
import { createRecord } from '../journal/example-record.ts';

const dayMs = 24 * 60 * 60 * 1_000;

function openAges() {
  const clock = { nowMs: Date.parse('2026-03-01T10:00:00.000Z'), elapsedMs: 0 };
  const pass = (ms: number) => {
    clock.nowMs += ms;
    clock.elapsedMs += ms;
  };
  const ages = createRecordAges({ now: () => clock.nowMs, elapsed: () => clock.elapsedMs });
  const numbersOf = (records: Parameters<typeof ages.recentAmong>[0]) =>
    ages.recentAmong(records).map(({ number }) => number);
  return { clock, pass, numbersOf };
}

function recordOf(number: number, daysAgo: number) {
  const time = new Date(Date.parse('2026-03-01T10:00:00.000Z') - daysAgo * dayMs).toISOString();
  return createRecord({ number, created_at: time });
}

describe('the records that a limit may still count', () => {
  it('begin with the first that is younger than 31 days', () => {
    const { numbersOf, pass } = openAges();
    const records = [recordOf(1, 400), recordOf(2, 32), recordOf(3, 30), recordOf(4, 60), recordOf(5, 0)];
    expect(numbersOf(records)).toEqual([3, 4, 5]);
    pass(2 * dayMs);
    expect(numbersOf([...records, recordOf(6, -2)])).toEqual([5, 6]);
  });

  it('are counted anew when the clock that made them old is set back', () => {
    const { numbersOf, clock } = openAges();
    const records = [recordOf(1, 2), recordOf(2, 1)];
    clock.nowMs += 60 * dayMs;
    expect(numbersOf(records)).toEqual([]);
    clock.nowMs -= 60 * dayMs;
    expect(numbersOf(records)).toEqual([1, 2]);
  });

  it('are those of the journal that is there now', () => {
    const { numbersOf } = openAges();
    expect(numbersOf([recordOf(1, 40), recordOf(2, 39)])).toEqual([]);
    expect(numbersOf([recordOf(1, 3), recordOf(2, 2), recordOf(3, 1)])).toEqual([1, 2, 3]);
  });
});
