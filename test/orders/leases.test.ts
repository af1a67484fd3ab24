import { describe, expect, it } from 'vitest';
import { requireRoom } from '../../src/orders/create/order-limits.ts';
import { createRecordAges, type RecordAges } from '../../src/orders/record-ages.ts';
import { settleRecord } from '../../src/orders/settle-by-hand.ts';
import { createRecord } from '../journal/example-record.ts';
import {
  createScriptedIntent,
  createStandingBudget,
  openScriptedContext,
  placeIntent,
} from './scripted-context.ts';
import { toAnswer } from './status/scripted-provider.ts';

const hourMs = 3_600_000;
const budget = createStandingBudget();

describe('a sender that was stopped beyond its lease', () => {
  it.each([
    ['and a clock that went on', 0],
    ['and a clock that went back an hour', -hourMs],
  ])('does not send what a person has settled as not ordered meanwhile (%s)', async (_, jumpMs) => {
    const sent: string[] = [];
    const opened = openScriptedContext({
      write: async (_action, _order, options) => {
        const objection = options.objection?.();
        sent.push(objection ?? 'sent');
        return toAnswer({ order_id: 73, status: 200 });
      },
    });
    const { context, createAnother, clock } = opened;
    const another = createAnother();
    let isStopped = false;
    const journal = {
      ...context.journal,
      async records() {
        // The step after `sending` was written: the process stands still, and another one goes on.
        const records = await context.journal.records();
        const [record] = records.all;
        if (isStopped || record?.state !== 'sending') return records;
        isStopped = true;
        for (const seen of (await another.journal.records()).all) another.ages.sinceChanged(seen);
        clock.advance(40_000 + Math.max(0, jumpMs));
        const { apply } = await settleRecord(another, record.reference, 'not_ordered');
        await apply();
        return await context.journal.records();
      },
    };
    const result = await placeIntent({ ...context, journal }, createScriptedIntent(), { budget });
    expect(result).toMatchObject({ outcome: 'not_ordered', error: { code: 'unavailable' } });
    expect(sent).toEqual([]);
    expect((await context.journal.records()).all).toMatchObject([{ state: 'not_ordered' }]);
  });

  it('does not send what another one settled whose clock ran ahead', async () => {
    const sent: unknown[] = [];
    const { context, createAnother } = openScriptedContext({
      write: async () => {
        sent.push('sent');
        return toAnswer({ order_id: 73, status: 200 });
      },
    });
    const another = createAnother();
    const journal = {
      ...context.journal,
      async records() {
        const records = await context.journal.records();
        const [record] = records.all;
        if (record?.state !== 'sending') return records;
        await another.journal.change(record, { state: 'not_ordered', settled_by: 'person' });
        return await context.journal.records();
      },
    };
    const result = await placeIntent({ ...context, journal }, createScriptedIntent(), { budget });
    expect(result).toMatchObject({ outcome: 'not_ordered' });
    expect(sent).toEqual([]);
  });

  it('does not send by its own clock either, when nobody settled anything', async () => {
    const sent: unknown[] = [];
    const { context, clock } = openScriptedContext({
      write: async () => {
        sent.push('sent');
        return toAnswer({ order_id: 73, status: 200 });
      },
    });
    const journal = {
      ...context.journal,
      async records() {
        const records = await context.journal.records();
        if (records.at(1)?.state === 'sending') clock.advance(40_000);
        return records;
      },
    };
    const result = await placeIntent({ ...context, journal }, createScriptedIntent(), { budget });
    expect(result).toMatchObject({ outcome: 'not_ordered', error: { code: 'unavailable' } });
    expect(sent).toEqual([]);
  });
});

describe('a clock that is set', () => {
  const nowMs = Date.parse('2026-03-02T12:00:00Z');
  const made = (ageMs: number, number: number) =>
    createRecord({ number, state: 'ordered', created_at: new Date(nowMs - ageMs).toISOString() });
  const left = (records: ReturnType<typeof made>[], ages: RecordAges) => {
    const { context } = openScriptedContext({ settings: { limits: { itemsPerOrder: 5, ordersPerDay: 10 } } });
    return requireRoom({ ...context, ages }, records, undefined).ordersLeft;
  };

  it('does not make an order older than one that was made before it', () => {
    const count = (...records: ReturnType<typeof made>[]) =>
      left(records, createRecordAges({ now: () => nowMs, elapsed: () => 0 }));
    // The second one was made by a process whose clock was 25 hours behind.
    expect(count(made(3 * hourMs, 1), made(25 * hourMs, 2))).toBe(8);
    expect(count(made(25 * hourMs, 1), made(3 * hourMs, 2))).toBe(9);
  });

  it('25 hours forward does not empty the day of a process that goes on', () => {
    const at = { wallMs: nowMs - 25 * hourMs, elapsedMs: 0 };
    const ages = createRecordAges({ now: () => at.wallMs, elapsed: () => at.elapsedMs });
    const records = [made(25 * hourMs, 1), made(25 * hourMs, 2)];
    expect(left(records, ages)).toBe(8);
    at.wallMs += 25 * hourMs;
    at.elapsedMs += hourMs;
    expect(left(records, ages)).toBe(8);
    at.elapsedMs += 24 * hourMs;
    expect(left(records, ages)).toBe(10);
  });

  it('does not let one record from the future count for all that come after it', () => {
    const ages = createRecordAges({ now: () => nowMs, elapsed: () => 0 });
    const records = [made(-10 * 365 * 24 * hourMs, 1), made(30 * hourMs, 2), made(28 * hourMs, 3)];
    expect(left(records, ages)).toBe(9);
  });
});
