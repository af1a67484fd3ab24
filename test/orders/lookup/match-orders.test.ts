import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../src/journal/record.ts';
import {
  findOrder,
  isProvenById,
  matchOrders,
  readOneOrder,
} from '../../../src/orders/lookup/match-orders.ts';
import type { Json } from '../../../src/provider/reply.ts';
import { createRecord } from '../../journal/example-record.ts';
import { createListedOrder, toListed } from '../listed-order.ts';
import {
  createScriptedIntent,
  createStandingBudget,
  leaveRecord,
  openScriptedContext,
} from '../scripted-context.ts';
import { toAnswer } from '../status/scripted-provider.ts';

const budget = createStandingBudget();

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

const lost = createRecord({ baseline: '70' });
const lostWithCallers = createRecord({ baseline: '70', reference_origin: 'caller' });
const none = { kind: 'none' };

function createOther(fields: Partial<JournalRecord>): JournalRecord {
  return createRecord({ number: 2, reference: 'another', items: [{ name: 'another' }], ...fields });
}

describe('a reference that was generated', () => {
  it('proves an order by itself, whatever its id and without a baseline', () => {
    const order = createListedOrder({ order_id: 12, reference: 'reference' });
    const match = { kind: 'one', by: 'reference', order: { id: '12' } };
    expect(matchOrders(lost, [order], [])).toMatchObject(match);
    expect(matchOrders(createRecord(), [order], [])).toMatchObject(match);
    expect(matchOrders(createRecord({ reference_origin: 'key' }), [order], [])).toMatchObject(match);
  });

  it('proves no order of other servers', () => {
    const order = createListedOrder({ order_id: 73, reference: 'reference', names: ['another'] });
    expect(matchOrders(lost, [order], [])).toEqual(none);
    expect(matchOrders(createRecord(), [order], [])).toEqual(none);
  });

  it('proves no order that another record holds', () => {
    const order = createListedOrder({ order_id: 73, reference: 'reference' });
    expect(matchOrders(lost, [order], [createOther({ state: 'ordered', order_id: '73' })])).toEqual(none);
  });
});

describe("a caller's reference", () => {
  it('proves an order above the baseline', () => {
    const order = createListedOrder({ order_id: 73, reference: 'reference', names: [] });
    expect(matchOrders(lostWithCallers, [order], [])).toMatchObject({ kind: 'one', by: 'reference' });
  });

  it('proves nothing about an order that was there before, or without a baseline', () => {
    const order = createListedOrder({ order_id: 70, reference: 'reference' });
    expect(matchOrders(lostWithCallers, [order], [])).toEqual(none);
    expect(matchOrders({ ...lostWithCallers, baseline: undefined }, [order], [])).toEqual(none);
  });

  it('proves no order of other servers', () => {
    const order = createListedOrder({ order_id: 73, reference: 'reference', names: ['another'] });
    expect(matchOrders(lostWithCallers, [order], [])).toEqual(none);
  });

  it('proves nothing while another unresolved intent has the same, whatever its servers', () => {
    const order = createListedOrder({ order_id: 73, reference: 'reference', names: [] });
    const other = createOther({ reference: 'reference', reference_origin: 'caller' });
    expect(matchOrders(lostWithCallers, [order], [other])).toEqual(none);
    const settled = createOther({ reference: 'reference', state: 'ordered', order_id: '71' });
    expect(matchOrders(lostWithCallers, [order], [settled])).toMatchObject({ kind: 'one' });
  });
});

describe("the names of an order's servers", () => {
  it('prove an order above the baseline that no other record holds', () => {
    const order = createListedOrder({ order_id: 73 });
    expect(matchOrders(lost, [order], [])).toMatchObject({ kind: 'one', by: 'item_names' });
    const holder = createOther({ state: 'ordered', order_id: '73' });
    expect(matchOrders(lost, [order], [holder])).toEqual(none);
  });

  it('prove one order when another record holds the other', () => {
    const orders = [createListedOrder({ order_id: 73 }), createListedOrder({ order_id: 74 })];
    expect(matchOrders(lost, orders, [])).toEqual({ kind: 'several' });
    const holder = createOther({ state: 'ordered', order_id: '73' });
    expect(matchOrders(lost, orders, [holder])).toMatchObject({ kind: 'one', order: { id: '74' } });
  });

  it('prove nothing about an order that was there before, or without a baseline', () => {
    const order = createListedOrder({ order_id: 70 });
    expect(matchOrders(lost, [order], [])).toEqual(none);
    expect(matchOrders({ ...lost, baseline: undefined }, [order], [])).toEqual(none);
  });

  it.each(['claimed', 'sending', 'unknown', 'payment_required'] as const)(
    'prove nothing while another intent with the same is %s',
    state => {
      const other = createOther({ items: [{ name: 'server' }], state });
      expect(matchOrders(lost, [createListedOrder({ order_id: 73 })], [other])).toEqual(none);
    },
  );

  it('are compared as often as they stand there, in any order', () => {
    const record = createRecord({ baseline: '0', items: [{ name: 'a' }, { name: 'b' }, { name: 'b' }] });
    const match = (names: string[]) => matchOrders(record, [createListedOrder({ order_id: 1, names })], []);
    expect(match(['b', 'a', 'b'])).toMatchObject({ kind: 'one' });
    for (const names of [['a', 'b'], ['a', 'a', 'b'], ['a', 'b', 'b', 'b'], []])
      expect(match(names)).toEqual(none);
  });

  it('prove nothing about an order with another reference', () => {
    expect(matchOrders(lost, [createListedOrder({ order_id: 73, reference: 'theirs' })], [])).toEqual(none);
  });
});

describe('an order that the answer named', () => {
  it('is ours above the baseline, or with the reference that was generated', () => {
    expect(isProvenById(lost, createListedOrder({ order_id: 73 }))).toBe(true);
    expect(isProvenById(lost, createListedOrder({ order_id: 70, reference: 'reference' }))).toBe(true);
  });

  it.each([
    ['was there before', { order_id: 70 }],
    ['carries another reference', { order_id: 73, reference: 'theirs' }],
    ['is for other servers', { order_id: 73, names: ['another'] }],
    [
      'is for other servers, although it carries ours',
      { order_id: 73, names: ['b'], reference: 'reference' },
    ],
  ])('is not ours when it %s', (_, order) => {
    expect(isProvenById(lost, createListedOrder(order))).toBe(false);
  });

  it("is not ours by a caller's reference alone", () => {
    const order = createListedOrder({ order_id: 70, reference: 'reference' });
    expect(isProvenById(lostWithCallers, order)).toBe(false);
  });

  it('is not ours by its id alone when there was no baseline', () => {
    expect(isProvenById(createRecord(), createListedOrder({ order_id: 73 }))).toBe(false);
  });
});
