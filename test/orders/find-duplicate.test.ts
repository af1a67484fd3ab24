import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../src/journal/record.ts';
import { createRecords } from '../../src/journal/store.ts';
import { createIntent } from '../../src/orders/create/intent.ts';
import { findRecord, selectRelated } from '../../src/orders/find-duplicate.ts';
import { toConflictResult } from '../../src/orders/order-result.ts';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { createRecord } from '../journal/example-record.ts';
import { createOrder } from '../kit/example-order.ts';

const minuteMs = 60_000;
const startMs = Date.parse('2026-03-01T10:00:00Z');
const wish = createIntent(orderRequestSchema.parse(createOrder()));
const keyed = (key: string) =>
  createIntent(orderRequestSchema.parse({ ...createOrder(), idempotency_key: key }));
const free = { kind: 'free', open: [], alike: [] };

/** A record of the same request. */
function createSame(fields: Partial<JournalRecord>): JournalRecord {
  const items = [{ name: 'My testserver 1' }];
  return createRecord({ request_digest: wish.digest, credential: 'ours', items, ...fields });
}

/** By default every refusal was there before the call. */
function find(
  intent: typeof wish,
  records: JournalRecord[],
  laterMs = 0,
  past = records,
  accepted: JournalRecord[] = [],
) {
  const pastRefusals = new Set(past.map(({ number }) => number));
  const rules = {
    isRecent: ({ changed_at }: JournalRecord) => startMs + laterMs - Date.parse(changed_at) < 60 * minuteMs,
    credential: 'ours',
    pastRefusals,
    accepted: new Set(accepted.map(({ number }) => number)),
  };
  const all = createRecords();
  for (const record of records) all.put(record);
  return findRecord(intent, selectRelated(intent, all), rules);
}

describe('a record of another credential', () => {
  const theirs = (fields: Partial<JournalRecord>) => createSame({ credential: 'theirs', ...fields });

  it.each([
    ['without a key', wish, theirs({ state: 'ordered', order_id: '73' })],
    ['without a key, while it is not settled', wish, theirs({ state: 'unknown' })],
    ['that a person said yes to', wish, theirs({ state: 'ordered', order_id: '73', intent_id: wish.id })],
    ['with its key', keyed('a'), theirs({ state: 'ordered', key: 'a' })],
    ['under another key, while it is not settled', keyed('b'), theirs({ state: 'unknown', key: 'a' })],
  ])('is neither sent nor replayed by the same request %s', (_, intent, record) => {
    expect(find(intent, [record])).toEqual({ kind: 'conflict', record, about: 'credential' });
  });

  it('that came to nothing stands in the way of nobody', () => {
    for (const state of ['void', 'not_ordered'] as const)
      expect(find(wish, [theirs({ state })])).toEqual(free);
  });
});

describe('a request without a key', () => {
  it('is answered from a settled record of the same request, keyed or not', () => {
    for (const record of [createSame({ state: 'ordered', key: 'a' }), createSame({ state: 'ordered' })])
      expect(find(wish, [record])).toEqual({ kind: 'repeat', record });
  });

  it('is a repeat for the window after the outcome, however long the order took', () => {
    const changed_at = new Date(startMs + 50 * minuteMs).toISOString();
    const record = createSame({ state: 'ordered', changed_at });
    expect(find(wish, [record], 109 * minuteMs)).toEqual({ kind: 'repeat', record });
    expect(find(wish, [record], 110 * minuteMs)).toEqual(free);
  });

  it('is answered from the latest of several settled records', () => {
    const records = [createSame({ state: 'ordered' }), createSame({ state: 'ordered', number: 2 })];
    expect(find(wish, records)).toMatchObject({ kind: 'repeat', record: { number: 2 } });
  });

  it('is answered from what is not settled before what is, however old that is', () => {
    const records = [createSame({ state: 'unknown' }), createSame({ state: 'ordered', number: 2 })];
    for (const laterMs of [0, 10_000 * minuteMs])
      expect(find(wish, records, laterMs)).toMatchObject({ kind: 'repeat', record: { number: 1 } });
  });

  it.each(['failed', 'cancelled'] as const)('is free once its order has %s', ended => {
    for (const state of ['ordered', 'payment_required'] as const)
      expect(find(wish, [createSame({ state, order_id: '73', ended })])).toEqual(free);
  });
});

describe('a request with a key', () => {
  it('is free once the same request under another key is ordered or has ended', () => {
    expect(find(keyed('b'), [createSame({ state: 'ordered', key: 'a' })])).toEqual(free);
    expect(find(keyed('b'), [createSame({ state: 'payment_required', key: 'a', ended: 'failed' })])).toEqual(
      free,
    );
  });

  it.each(['claimed', 'sending', 'unknown', 'payment_required'] as const)(
    'is not sent while the same request under another key, or none, is %s',
    state => {
      for (const key of ['a', undefined]) {
        const record = createSame({ state, key });
        expect(find(keyed('b'), [record])).toMatchObject({ kind: 'unresolved', open: [record] });
      }
    },
  );

  it('is answered from its record for good, also after the order has ended', () => {
    const record = createSame({ state: 'ordered', key: 'a', ended: 'failed' });
    expect(find(keyed('a'), [record], 10_000 * minuteMs)).toEqual({ kind: 'repeat', record });
  });
});

describe('a key that names another request', () => {
  const record = (state: JournalRecord['state']) => createRecord({ key: 'a', credential: 'ours', state });

  it('is a conflict, in whatever state that is', () => {
    for (const state of ['claimed', 'sending', 'unknown', 'payment_required', 'ordered'] as const)
      expect(find(keyed('a'), [record(state)])).toMatchObject({ kind: 'conflict', about: 'request' });
  });

  it('may be changed for a new one only after that is ordered', () => {
    expect(toConflictResult(record('ordered'), 'request').next_step).toContain('new key');
    for (const state of ['claimed', 'sending', 'unknown', 'payment_required'] as const)
      expect(toConflictResult(record(state), 'request').next_step).not.toContain('new key');
  });
});

describe('a refusal', () => {
  const refused = createSame({ state: 'not_ordered' });

  it('that came while the call waited is its outcome', () => {
    expect(find(wish, [refused], 0, [])).toEqual({ kind: 'refused', record: refused });
  });

  it('of another key, or of another request, is not', () => {
    expect(find(keyed('a'), [refused], 0, [])).toEqual(free);
    expect(find(wish, [createRecord({ state: 'not_ordered' })], 0, [])).toEqual(free);
  });

  it('gives way to an attempt that came after it', () => {
    const sending = createSame({ state: 'sending', number: 2 });
    expect(find(wish, [refused, sending], 0, [])).toEqual({ kind: 'repeat', record: sending });
  });
});

describe('a record of a release that read meanings by other rules', () => {
  const older = (fields: Partial<JournalRecord>) =>
    createSame({ request_digest: 'of-older-rules', ...fields });

  it('is known by its names, with a key and without', () => {
    const open = older({ state: 'unknown' });
    expect(find(wish, [open])).toEqual({ kind: 'repeat', record: open });
    expect(find(wish, [older({ state: 'ordered' })])).toMatchObject({ kind: 'repeat' });
    expect(find(keyed('a'), [older({ state: 'ordered', key: 'a' })])).toMatchObject({ kind: 'repeat' });
    expect(find(keyed('b'), [open])).toMatchObject({ kind: 'unresolved', open: [open] });
  });

  it('is another one when its names are others', () => {
    const others = older({ state: 'unknown', items: [{ name: 'another' }] });
    expect(find(wish, [others])).toEqual(free);
    expect(find(keyed('a'), [{ ...others, key: 'a' }])).toMatchObject({ kind: 'conflict', about: 'request' });
  });
});
