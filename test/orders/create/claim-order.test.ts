import { describe, expect, it } from 'vitest';
import { VpsError } from '../../../src/errors/vps-error.ts';
import type { Journal } from '../../../src/journal/journal.ts';
import type { JournalRecord } from '../../../src/journal/record.ts';
import type { OrderCall } from '../../../src/orders/context.ts';
import type { Intent } from '../../../src/orders/create/intent.ts';
import type { Json } from '../../../src/provider/reply.ts';
import { toListed } from '../listed-order.ts';
import {
  createScriptedIntent,
  createStandingBudget,
  openScriptedContext,
  placeIntent,
} from '../scripted-context.ts';
import { toAnswer } from '../status/scripted-provider.ts';

const budget = createStandingBudget();

/** An order at a provider that lists `list`, what other processes read in the journal when an order goes out, and how often it did. */
function openAt(list: () => Json, bend: (journal: Journal) => Partial<Journal> = () => ({})) {
  const seen: (readonly JournalRecord[])[] = [];
  const opened = openScriptedContext({
    read: ({ action }) => (action === 'order_list' ? list() : toListed({ order_id: 74 })),
    write: async () => {
      seen.push((await opened.createAnother().journal.records()).all);
      return toAnswer({ order_id: 74, status: 200 });
    },
  });
  const { context } = opened;
  const journal = { ...context.journal, ...bend(context.journal) };
  return {
    ...opened,
    seen,
    place: (intent: Intent, call: OrderCall) => placeIntent({ ...context, journal }, intent, call),
    records: async () => (await context.journal.records()).all,
  };
}

describe('an order that goes out', () => {
  it('is `sending` in the journal by then, with its reference and the baseline', async () => {
    const { place, seen } = openAt(() => [toListed({ order_id: 73 })]);
    const wish = createScriptedIntent();
    await place(wish, { budget, confirmedBy: 'person' });
    expect(seen).toMatchObject([
      [{ state: 'sending', baseline: '73', reference: wish.reference, confirmed_by: 'person' }],
    ]);
  });

  it.each([
    ['cannot be read', () => Promise.reject(new Error('no connection')) as never],
    ['is none', () => ({ message: 'hello' })],
    ['names no ids', () => [{ order_items: [] }]],
  ] as [string, () => Json][])('has no baseline when the list %s', async (_, list) => {
    const { place, seen } = openAt(list);
    expect(await place(createScriptedIntent(), { budget })).toMatchObject({
      outcome: 'ordered',
      order_id: 74,
    });
    expect(seen[0]?.[0]).not.toHaveProperty('baseline');
  });

  it('goes out once, under a new claim, when another process voided the first', async () => {
    let isVoided = false;
    const { place, seen, records } = openAt(
      () => [],
      journal => ({
        async change(record, change) {
          if (change.state === 'sending' && !isVoided) {
            isVoided = true;
            await journal.change(record, { state: 'void' });
          }
          return await journal.change(record, change);
        },
      }),
    );
    expect(await place(createScriptedIntent(), { budget })).toMatchObject({
      outcome: 'ordered',
      order_id: 74,
    });
    expect(seen).toHaveLength(1);
    expect(await records()).toMatchObject([{ state: 'void' }, { state: 'ordered' }]);
  });

  it('does not when another process claimed the same just before, which is answered', async () => {
    const wish = createScriptedIntent();
    let isBeaten = false;
    // No time is left to wait until the own claim has run out.
    const short = { remainingMs: () => (isBeaten ? 1_000 : 45_000) };
    const { place, seen, records } = openAt(
      () => [],
      journal => ({
        async claim(claim) {
          if (isBeaten) return await journal.claim(claim);
          isBeaten = true;
          const first = await journal.claim({ ...claim, intent_id: 'another' });
          const own = await journal.claim(claim);
          const sending = await journal.change(first, { state: 'sending' });
          await journal.change(sending ?? first, { state: 'ordered', order_id: '74' });
          return own;
        },
      }),
    );
    const result = await place(wish, { budget: short });
    expect(result).toMatchObject({ outcome: 'ordered', order_id: 74, replayed: true });
    expect(seen).toEqual([]);
    expect(await records()).toMatchObject([{ state: 'ordered' }, { state: 'void' }]);
  });

  it('does not when nobody knows whether `sending` was written, and its record says so', async () => {
    const { place, seen, records } = openAt(
      () => [],
      journal => ({
        async change(record, change) {
          const changed = await journal.change(record, change);
          if (change.state === 'sending') throw new VpsError('state_unwritable', 'hangs');
          return changed;
        },
      }),
    );
    const placing = place(createScriptedIntent(), { budget });
    await expect(placing).rejects.toMatchObject({ code: 'state_unwritable' });
    expect(seen).toEqual([]);
    expect(await records()).toMatchObject([{ state: 'not_ordered', error_code: 'state_unwritable' }]);
  });

  it('does not when the call is cancelled after the claim, which is void', async () => {
    const cancel = new AbortController();
    const { place, seen, records } = openAt(
      () => [],
      journal => ({
        async claim(claim) {
          const claimed = await journal.claim(claim);
          cancel.abort();
          return claimed;
        },
      }),
    );
    const placing = place(createScriptedIntent(), { budget, signal: cancel.signal });
    await expect(placing).rejects.toMatchObject({ code: 'timeout' });
    expect(seen).toEqual([]);
    expect(await records()).toMatchObject([{ state: 'void' }]);
  });
});

describe('an order that comes back in the list with the reference of its key', () => {
  const wish = createScriptedIntent({ idempotency_key: 'job-1' });

  it('is answered, and nothing is sent', async () => {
    const { place, seen, records } = openAt(() => [toListed({ order_id: 74, reference: wish.reference })]);
    expect(await place(wish, { budget })).toMatchObject({
      outcome: 'ordered',
      order_id: 74,
      replayed: true,
      matched_by: 'reference',
    });
    expect(seen).toEqual([]);
    expect(await records()).toMatchObject([{ state: 'ordered', order_id: '74' }]);
  });

  it('is a conflict when it is for other servers, and leaves no claim', async () => {
    const theirs = toListed({ order_id: 74, reference: wish.reference, names: ['another'] });
    const { place, seen, records } = openAt(() => [theirs]);
    await expect(place(wish, { budget })).rejects.toMatchObject({ code: 'idempotency_conflict' });
    expect(seen).toEqual([]);
    expect(await records()).toMatchObject([{ state: 'void' }]);
  });

  it("proves nothing when the reference is the caller's", async () => {
    const named = createScriptedIntent({ idempotency_key: 'job-1', reference: 'mine' });
    const { place, seen } = openAt(() => [toListed({ order_id: 73, reference: 'mine' })]);
    expect(await place(named, { budget })).toMatchObject({ outcome: 'ordered', order_id: 74 });
    expect(seen).toHaveLength(1);
  });
});
