import { describe, expect, it } from 'vitest';
import { listOrders } from '../../../src/orders/list/list-orders.ts';
import type { Json } from '../../../src/provider/reply.ts';
import { createOrder } from '../../kit/example-order.ts';
import { createSettings, openServer } from '../../kit/open-server.ts';
import { openSandbox } from '../../sandbox/sandbox-client.ts';
import {
  createScriptedIntent,
  createStandingBudget,
  leaveRecord,
  openScriptedContext,
} from '../scripted-context.ts';
import type { ScriptedRead } from '../status/scripted-provider.ts';

const page = { limit: 50, offset: 0 };

/** As many orders as asked for, of which the ids from 1 to `unpaid` wait for 1.50 each. */
function createAccount({ count, unpaid }: { count: number; unpaid: number }) {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const isUnpaid = (id: number) => id <= unpaid;
  const reads = { underWay: 0, mostUnderWay: 0, statuses: [] as number[] };
  const read = async ({ action, parameters }: ScriptedRead): Promise<Json> => {
    if (action === 'order_list') return ids.map(id => ({ order_id: id, status: isUnpaid(id) ? 402 : 200 }));
    const id = Number(parameters.order_id);
    reads.statuses.push(id);
    reads.underWay += 1;
    reads.mostUnderWay = Math.max(reads.mostUnderWay, reads.underWay);
    await new Promise(resolve => setImmediate(resolve));
    reads.underWay -= 1;
    return { order_id: id, status: 402, invoice_id: 500 + id, amount: '1.50', currency: 'EUR' };
  };
  return { read, reads };
}

describe('what is owed', () => {
  it('is the sum over all orders, read eight at once, those of the page first', async () => {
    const { read, reads } = createAccount({ count: 1_000, unpaid: 600 });
    const { context } = openScriptedContext({ read });
    const args = { state: 'payment_required', limit: 50, offset: 100 } as const;
    const result = await listOrders(context, args, { budget: createStandingBudget() });
    expect(result).toMatchObject({
      total: 600,
      unpaid: { count: 600, amounts: [{ currency: 'EUR', amount: '900.00' }], not_known: 0 },
    });
    expect(result.orders[0]).toEqual({
      order_id: 500,
      status: 402,
      state: 'payment_required',
      payment: { kind: 'invoice', invoice_id: 1_000, amount: '1.50', currency: 'EUR' },
    });
    expect(reads.mostUnderWay).toBe(8);
    expect(reads.statuses.slice(0, 50).every(id => id > 450 && id <= 500)).toBe(true);
    expect(reads.statuses).toHaveLength(600);
  });

  it('names how many are not known when the time is up', async () => {
    const { read, reads } = createAccount({ count: 100, unpaid: 100 });
    const { context } = openScriptedContext({ read });
    const budget = { remainingMs: () => (reads.statuses.length < 40 ? 45_000 : 5_000) };
    const { unpaid, next_step } = await listOrders(context, page, { budget });
    expect(unpaid).toEqual({ count: 100, amounts: [{ currency: 'EUR', amount: '60.00' }], not_known: 60 });
    expect(next_step).toContain('100 unpaid orders: 60.00 EUR, without 60 whose amount is not known.');
  });

  it('asks a provider that limits its callers no further', async () => {
    const account = createAccount({ count: 100, unpaid: 100 });
    const { context } = openScriptedContext({
      read: async read => {
        const answer = await account.read(read);
        return account.reads.statuses.length > 8 ? { status: 429 } : answer;
      },
    });
    const { unpaid } = await listOrders(context, page, { budget: createStandingBudget() });
    expect(unpaid?.not_known).toBeGreaterThan(80);
    expect(account.reads.statuses.length).toBeLessThan(30);
  });

  it('comes from the journal where that knows the amount', async () => {
    const { read, reads } = createAccount({ count: 2, unpaid: 2 });
    const { context } = openScriptedContext({ read });
    const payment = { amount: 'kr 12,25', currency: 'NOK', url: 'https://pay.example/9' };
    const fields = { order_id: '2', payment } as const;
    await leaveRecord(context, createScriptedIntent(), { state: 'payment_required', ...fields });
    const { unpaid, orders } = await listOrders(context, page, { budget: createStandingBudget() });
    expect(unpaid?.amounts).toEqual([
      { currency: 'EUR', amount: '1.50' },
      { currency: 'NOK', amount: '12.25' },
    ]);
    expect(orders[0]).toMatchObject({ payment: { kind: 'invoice', ...payment, url_untrusted: true } });
    expect(reads.statuses).toEqual([1]);
  });

  it('is not known of an order without an id, whatever the journal knows of orders that were not placed', async () => {
    const { context } = openScriptedContext({ read: () => [{ status: 402 }] });
    const payment = { amount: '9.00', currency: 'EUR' };
    await leaveRecord(context, createScriptedIntent(), { state: 'unknown', payment });
    const { unpaid } = await listOrders(context, page, { budget: createStandingBudget() });
    expect(unpaid).toEqual({ count: 1, amounts: [], not_known: 1 });
  });

  it('is read again where an item was taken off the invoice', async () => {
    const sandbox = await openSandbox({ creditCents: 0 });
    const { call } = await openServer({ settings: createSettings(sandbox) });
    await call('order_create', { items: [...createOrder('a').items, ...createOrder('b').items] });
    const owed = async () => (await call('order_list')).unpaid as { amounts: object[] };
    expect((await owed()).amounts).toEqual([{ currency: 'EUR', amount: '24.50' }]);
    await call('order_cancel', { order_id: 73, order_item_id: 1294 });
    expect((await owed()).amounts).toEqual([{ currency: 'EUR', amount: '12.25' }]);
  });

  it('leaves out what was paid since the list was made', async () => {
    const { context } = openScriptedContext({
      read: ({ action }) =>
        action === 'order_list' ? [{ order_id: 1, status: 402 }] : { order_id: 1, status: 200 },
    });
    const { unpaid } = await listOrders(context, page, { budget: createStandingBudget() });
    expect(unpaid).toBeUndefined();
  });
});

describe('what is not settled', () => {
  it('is shown newest first, as much as leaves room for the orders, and that there is more is said', async () => {
    const { context } = openScriptedContext();
    for (let number = 1; number <= 22; number++) {
      const intent = createScriptedIntent({ reference: `open-${number}` });
      await leaveRecord(context, intent, { state: 'unknown' });
    }
    const { unresolved = [], warnings } = await listOrders(context, page, { budget: createStandingBudget() });
    expect(unresolved).toHaveLength(20);
    expect(unresolved[0]).toMatchObject({ reference: 'open-22', state: 'unknown', items: ['server'] });
    expect(warnings).toEqual([expect.stringContaining('2 more orders are not settled')]);
  });
});

it('lists the orders beside a journal that cannot be read, and says so', async () => {
  const { context } = openScriptedContext({ read: () => [{ order_id: 1, status: 200 }] });
  const journal = { ...context.journal, records: () => Promise.reject(new Error('EIO')) };
  const result = await listOrders({ ...context, journal }, page, { budget: createStandingBudget() });
  expect(result).toMatchObject({
    orders: [{ order_id: 1 }],
    warnings: [expect.stringContaining('The order journal cannot be read')],
  });
});

describe('order_list with a state', () => {
  it('shows the orders in it alone, and knows what was cancelled from here', async () => {
    const sandbox = await openSandbox({ creditCents: 25_00 });
    const { call } = await openServer({ settings: createSettings(sandbox) });
    for (const name of ['a', 'b', 'c', 'd']) await call('order_create', createOrder(name));
    await call('order_cancel', { order_id: 74 });
    const list = async (state: string) => {
      const { orders, total } = await call('order_list', { state });
      expect(total).toBe((orders as object[]).length);
      return orders;
    };
    expect(await list('accepted')).toMatchObject([{ order_id: 73 }]);
    expect(await list('cancelled')).toMatchObject([{ order_id: 74, state: 'cancelled' }]);
    expect(await list('payment_required')).toMatchObject([
      { order_id: 76, payment: { amount: '12.25' } },
      { order_id: 75, payment: { amount: '12.25' } },
    ]);
    expect(await call('order_list', { state: 'failed' })).toMatchObject({
      orders: [],
      total: 0,
      unpaid: { count: 2, amounts: [{ currency: 'EUR', amount: '24.50' }], not_known: 0 },
      next_step: expect.stringContaining('No order is failed.'),
    });
  });

  it('shows an item that was cancelled from here as cancelled', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    await call('order_create', { items: [...createOrder('a').items, ...createOrder('b').items] });
    await call('order_cancel', { order_id: 73, order_item_id: 1294 });
    expect((await call('order_list')).orders).toMatchObject([
      {
        order_items: [
          { id: 1293, state: 'accepted' },
          { id: 1294, state: 'cancelled' },
        ],
      },
    ]);
  });

  it('takes no other state', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    expect(await call('order_list', { state: 'unpaid' })).toMatchObject({
      outcome: 'failed',
      error: {
        message: expect.stringContaining(
          'state: "unpaid" does not fit; give one of accepted, payment_required, failed, cancelled',
        ),
      },
    });
  });
});

describe('VPS_REMIND_AFTER_DAYS', () => {
  const dayMs = 24 * 60 * 60_000;

  it('reminds of what was ordered longer ago and nobody cancelled, in both lists', async () => {
    const sandbox = await openSandbox();
    const at = { ms: Date.now() - 31 * dayMs };
    const settings = createSettings(sandbox, { remindAfterDays: 30 });
    const { call } = await openServer({ settings, now: () => at.ms });
    for (const name of ['old', 'cancelled']) await call('order_create', createOrder(name));
    await call('order_cancel', { order_id: 74 });
    expect(await call('order_list')).not.toHaveProperty('warnings');
    at.ms += 31 * dayMs;
    await call('order_create', createOrder('new'));
    const warnings = [expect.stringContaining('more than 30 days ago and not cancelled: 73 (old).')];
    expect(await call('order_list')).toMatchObject({ warnings });
    expect(await call('server_list')).toMatchObject({ warnings });
  });
});
