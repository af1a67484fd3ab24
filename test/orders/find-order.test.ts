import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../src/journal/record.ts';
import { toBaseline } from '../../src/orders/create/baseline.ts';
import { findOrder, readOneOrder } from '../../src/orders/lookup/find-order.ts';
import type { Json } from '../../src/provider/json.ts';
import { toOrder } from '../../src/provider/order.ts';
import { createRecord } from '../journal/example-record.ts';
import { createListedOrder, toListed } from './listed-order.ts';
import {
  createScriptedIntent,
  createStandingBudget,
  leaveRecord,
  openScriptedContext,
} from './scripted-context.ts';
import { toAnswer } from './status/scripted-provider.ts';

const budget = createStandingBudget();

describe('the baseline', () => {
  const listed = (...ids: number[]) => ids.map(order_id => createListedOrder({ order_id }));

  it('is the highest order id by value, and 0 where there is no order', () => {
    expect(toBaseline(listed(9, 100, 73), [])).toBe('100');
    expect(toBaseline([], [])).toBe('0');
  });

  it('counts the order ids of the journal too, which a list that lags does not show', () => {
    const records = ['71', undefined, '74'].map(order_id => createRecord({ state: 'ordered', order_id }));
    expect(toBaseline(listed(73), records)).toBe('74');
    expect(toBaseline([], records)).toBe('74');
    expect(toBaseline(listed(75), records)).toBe('75');
  });

  it('counts no id that is not proven to be that of an order', () => {
    const records = [createRecord({ state: 'unknown', order_id: '999999' })];
    expect(toBaseline(listed(73), records)).toBe('73');
  });

  it('is unknown when there is no list, or one of its orders names no id', () => {
    expect(toBaseline(undefined, [createRecord({ order_id: '74' })])).toBeUndefined();
    const orders = [toListed({ order_id: 73 }), { order_items: [] }].map(toOrder);
    expect(toBaseline(orders, [createRecord({ order_id: '74' })])).toBeUndefined();
  });
});

describe('looking a lost order up', () => {
  it('leaves out an order that another process got while the list was read', async () => {
    const { context, createAnother } = openScriptedContext({
      read: async () => {
        await leaveRecord(createAnother(), createScriptedIntent(), { state: 'ordered', order_id: '73' });
        return [toListed({ order_id: 73 })];
      },
    });
    const lost = await leaveRecord(context, createScriptedIntent(), { state: 'unknown' });
    expect(await findOrder(lost, { ...context, budget })).toMatchObject({ match: { kind: 'none' } });
  });

  it('asks for the one order that an answer named, and judges it', async () => {
    const look = async (order: Json, record: Partial<JournalRecord> = {}) => {
      const { context, reads } = openScriptedContext({ read: () => order });
      const named = createRecord({ order_id: '73', baseline: '70', ...record });
      const { match } = await findOrder(named, { ...context, budget });
      const orders = reads.filter(({ action }) => action !== 'server_list');
      expect(orders.map(({ action, parameters }) => [action, parameters])).toEqual([
        ['order_status', { order_id: '73' }],
      ]);
      return match;
    };
    const ours = toListed({ order_id: 73 });
    expect(await look(ours)).toMatchObject({ kind: 'one', by: 'order_id', order: { id: '73' } });
    expect(await look(ours, { baseline: '73' })).toEqual({ kind: 'none' });
    expect(await look(toListed({ order_id: 73, names: ['another'] }))).toEqual({ kind: 'none' });
    expect(await look({ order_id: 73, status: 404 })).toEqual({ kind: 'none' });
  });
});

describe('reading one order', () => {
  const read = async (answer: Json) =>
    await readOneOrder('73', { ...openScriptedContext({ read: () => answer }).context, budget });

  it('answers the order that was asked for', async () => {
    expect(await read(toListed({ order_id: 73 }))).toMatchObject({ id: '73', state: 'accepted' });
    expect(await read({ order_id: 73, status: 402 })).toMatchObject({ state: 'payment_required' });
  });

  it('answers one that waits for payment also when HTTP says so', async () => {
    const { context } = openScriptedContext();
    const read = () => Promise.resolve(toAnswer({ order_id: 73, status: 402 }, 402));
    const search = { budget, provider: { ...context.provider, read } };
    expect(await readOneOrder('73', search)).toMatchObject({ id: '73', state: 'payment_required' });
  });

  it('says so when the provider does not know it', async () => {
    const answers: Json[] = [
      { status: 404, message: 'no such order' },
      { order_id: 73, status: 404 },
    ];
    for (const answer of answers) await expect(read(answer)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes no answer that names another order, or none, for it', async () => {
    const answers: Json[] = [
      toListed({ order_id: 74 }),
      { status: 200, order_items: [] },
      { status: 402 },
      [],
    ];
    for (const answer of answers) await expect(read(answer)).rejects.toMatchObject({ code: 'bad_response' });
  });

  it('takes no trouble of the provider for the state of the order', async () => {
    for (const [status, code] of [
      [503, 'unavailable'],
      [401, 'unauthorized'],
      [429, 'rate_limited'],
    ])
      await expect(read({ order_id: 73, status: status ?? 0 })).rejects.toMatchObject({ code });
    expect(await read(toListed({ order_id: 73, status: 503 }))).toMatchObject({ state: 'failed' });
  });
});
