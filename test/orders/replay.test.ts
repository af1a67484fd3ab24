import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/journal/journal.ts';
import type { Json } from '../../src/provider/reply.ts';
import { toListed } from './listed-order.ts';
import {
  createScriptedIntent,
  createStandingBudget,
  leaveRecord,
  openScriptedContext,
  placeIntent,
} from './scripted-context.ts';
import { toAnswer } from './status/scripted-provider.ts';

const failed = toListed({ order_id: 73, status: 500 });
const halfFailed = {
  order_id: 73,
  status: 500,
  order_items: [...toListed({ order_id: 73 }).order_items, ...failed.order_items],
};

/** The same call again, when the provider shows order 73 of the journal as `order`. */
async function repeat(order: Json, left: Change, idempotency_key?: string) {
  const { context } = openScriptedContext({
    read: ({ action }) => (action === 'order_list' ? [] : order),
    write: () => Promise.resolve(toAnswer({ order_id: 74, status: 200 })),
  });
  await leaveRecord(context, createScriptedIntent({ idempotency_key }), { order_id: '73', ...left });
  const call = { budget: createStandingBudget() };
  const result = await placeIntent(context, createScriptedIntent({ idempotency_key }), call);
  return { result, records: (await context.journal.records()).all };
}

describe('an order that failed meanwhile', () => {
  it.each(['ordered', 'payment_required'] as const)(
    'and was %s frees its request without a key',
    async state => {
      const { result, records } = await repeat(failed, { state });
      expect(result).toMatchObject({ outcome: 'ordered', order_id: 74 });
      expect(records).toMatchObject([
        { order_id: '73', ended: 'failed' },
        { order_id: '74', state: 'ordered' },
      ]);
    },
  );

  it.each(['ordered', 'payment_required'] as const)(
    'and was %s is still what its key answers',
    async state => {
      const { result, records } = await repeat(failed, { state }, 'job-1');
      expect(result).toMatchObject({
        outcome: 'ordered',
        order_id: 73,
        replayed: true,
        next_step: expect.stringContaining('reports a failure'),
      });
      expect(records).toMatchObject([{ order_id: '73', ended: 'failed' }]);
    },
  );

  it('in one of its servers only still stands in the way of another', async () => {
    const { result, records } = await repeat(halfFailed, { state: 'ordered' });
    expect(result).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    expect(records).toHaveLength(1);
    expect(records[0]).not.toHaveProperty('ended');
  });

  it('after it was cancelled stays cancelled', async () => {
    const { records } = await repeat(failed, { state: 'ordered', ended: 'cancelled' }, 'job-1');
    expect(records).toMatchObject([{ ended: 'cancelled', revision: 2 }]);
  });
});

describe('an order that was placed', () => {
  it('stays so in the journal when the provider asks for a payment later, which is told', async () => {
    const unpaid = toListed({ order_id: 73, status: 402 });
    const { result, records } = await repeat(unpaid, { state: 'ordered' });
    expect(result).toMatchObject({ outcome: 'payment_required', order_id: 73, replayed: true });
    expect(records).toMatchObject([{ state: 'ordered', unpaid: true, revision: 3 }]);
  });

  it('writes nothing into the journal as long as nothing is new', async () => {
    const { result, records } = await repeat(toListed({ order_id: 73 }), { state: 'ordered' });
    expect(result).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    expect(records).toMatchObject([{ state: 'ordered', revision: 2 }]);
  });

  it('without a known id is answered from the journal', async () => {
    const { result, records } = await repeat([], { state: 'ordered', order_id: undefined });
    expect(result).toMatchObject({ outcome: 'ordered', replayed: true });
    expect(records).toHaveLength(1);
  });
});

describe('an order that waited for payment', () => {
  it('is ordered in the journal once the provider says so', async () => {
    const { result, records } = await repeat(toListed({ order_id: 73 }), { state: 'payment_required' });
    expect(result).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    expect(records).toMatchObject([{ state: 'ordered', order_id: '73', revision: 3 }]);
  });

  it('stands where it stood when the provider does not know it', async () => {
    const { result, records } = await repeat({ status: 404 }, { state: 'payment_required' });
    expect(result).toMatchObject({
      outcome: 'payment_required',
      order_id: 73,
      warnings: [expect.stringContaining('recorded earlier')],
    });
    expect(records).toMatchObject([{ state: 'payment_required', revision: 2 }]);
  });
});

it.each([undefined, 'job-1'])(
  'an order of a release that read meanings by other rules is known by its names (key %s)',
  async key => {
    const left = { state: 'ordered', request_digest: 'of-older-rules' } as const;
    const { result, records } = await repeat(toListed({ order_id: 73 }), left, key);
    expect(result).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    expect(records).toHaveLength(1);
  },
);
