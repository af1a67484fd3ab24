import { describe, expect, it } from 'vitest';
import { VpsError } from '../../../src/errors/vps-error.ts';
import { reconcileRecord } from '../../../src/orders/lookup/reconcile.ts';
import type { Json } from '../../../src/provider/reply.ts';
import { toListed } from '../listed-order.ts';
import {
  createScriptedIntent,
  createStandingBudget,
  leaveRecord,
  openScriptedContext,
  placeIntent,
} from '../scripted-context.ts';
import type { ScriptedRead } from '../status/scripted-provider.ts';

const call = { budget: createStandingBudget() };
const ours = toListed({ order_id: 73 });

function fail(): never {
  throw new Error('no connection');
}

/** An order that was sent and whose answer was lost, at a provider that shows `read`. */
async function openLost(read: (read: ScriptedRead) => Json, state: 'sending' | 'unknown' = 'unknown') {
  const { context } = openScriptedContext({ read });
  const record = await leaveRecord(context, createScriptedIntent(), { state });
  const readRecord = async () => (await context.journal.records()).all[0];
  return { context, record, readRecord };
}

describe('a lost order that is found', () => {
  const list = ({ action }: ScriptedRead) => (action === 'order_list' ? [ours] : ours);

  it('belongs to its record alone from then on', async () => {
    const { context, record, readRecord } = await openLost(list);
    expect(await reconcileRecord(context, record, call)).toMatchObject({
      outcome: 'ordered',
      order_id: 73,
      reconciled: true,
      matched_by: 'item_names',
      warnings: [expect.stringContaining('names alone')],
    });
    expect(await readRecord()).toMatchObject({ state: 'ordered', order_id: '73', matched_by: 'item_names' });
    const stranger = await leaveRecord(context, createScriptedIntent(), { state: 'unknown' });
    expect(await context.journal.hold('73', stranger)).toBe(false);
  });

  it('is not taken when another record holds it, although that does not name it yet', async () => {
    const { context, record, readRecord } = await openLost(list);
    const holder = await leaveRecord(context, createScriptedIntent({ reference: 'other' }), {
      state: 'ordered',
    });
    await context.journal.hold('73', holder);
    const result = await reconcileRecord(context, record, call);
    expect(result).toMatchObject({ outcome: 'unknown', error: { code: 'unresolved', retryable: true } });
    expect(result.error?.message).toContain('belongs to another request');
    expect(await readRecord()).toEqual(record);
  });

  it('is not taken when the journal cannot hold it', async () => {
    const { context, record } = await openLost(list);
    const journal = { ...context.journal, hold: () => Promise.reject(new Error('full')) };
    const result = await reconcileRecord({ ...context, journal }, record, call);
    expect(result).toMatchObject({
      outcome: 'unknown',
      error: { code: 'state_unwritable', message: expect.stringContaining('Order 73 is probably it') },
    });
  });

  it('counts as the list shows it when it cannot be read by itself', async () => {
    const { context, record } = await openLost(({ action }) => (action === 'order_list' ? [ours] : fail()));
    expect(await reconcileRecord(context, record, call)).toMatchObject({ outcome: 'ordered', order_id: 73 });
  });
});

describe('a lost order that is not found', () => {
  it.each([
    ['the list is empty', () => [], 'provably'],
    ['two orders could be it', () => [ours, toListed({ order_id: 74 })], 'several'],
    ['the list cannot be read', fail, 'cannot be asked'],
  ] as [string, () => Json, string][])('is unknown, and says why: %s', async (_, read, reason) => {
    for (const state of ['sending', 'unknown'] as const) {
      const { context, record, readRecord } = await openLost(read, state);
      const result = await reconcileRecord(context, record, call);
      expect(result).toMatchObject({ outcome: 'unknown', reference: record.reference });
      expect(result.error).toMatchObject({ code: 'unresolved', retryable: true });
      expect(result.error?.message).toContain(reason);
      expect(await readRecord()).toMatchObject({ state: 'unknown', revision: 2 });
    }
  });

  it('says which file of the journal is in the way', async () => {
    const { context, record } = await openLost(() => [ours]);
    const journal = {
      ...context.journal,
      records: () => Promise.reject(new VpsError('state_unwritable', 'file 2')),
    };
    expect(await reconcileRecord({ ...context, journal }, record, call)).toMatchObject({
      outcome: 'unknown',
      error: { code: 'state_unwritable', message: 'file 2' },
    });
  });
});

describe('an order whose answer is lost just now', () => {
  const place = async (remainingMs: number) => {
    let leftMs = 45_000;
    const write = () => {
      leftMs = remainingMs;
      return fail();
    };
    const { context, reads } = openScriptedContext({ write, read: () => [] });
    const budget = { remainingMs: () => leftMs };
    return { result: await placeIntent(context, createScriptedIntent(), { budget }), reads };
  };

  it('is looked up at once, and keeps the reason for which it is unknown', async () => {
    const { result, reads } = await place(2_000);
    expect(reads.map(({ action }) => action)).toEqual(['order_list', 'order_list', 'server_list']);
    expect(result).toMatchObject({ outcome: 'unknown', error: { code: 'bad_response', retryable: true } });
  });

  it('is left to the next call when too little time is left', async () => {
    const { result, reads } = await place(1_999);
    expect(reads.map(({ action }) => action)).toEqual(['order_list']);
    expect(result).toMatchObject({ outcome: 'unknown' });
  });
});
