import { describe, expect, it } from 'vitest';
import { toOrder } from '../../src/provider/order.ts';
import type { ProviderClient } from '../../src/provider/provider-client.ts';
import type { Json } from '../../src/provider/reply.ts';
import { toListed } from './listed-order.ts';
import {
  createScriptedIntent,
  createStandingBudget,
  leaveRecord,
  openScriptedContext,
  placeIntent,
} from './scripted-context.ts';
import { type ScriptedRead, toAnswer } from './status/scripted-provider.ts';

/** An order that waits for payment without a known id, and the same call again. */
async function openUnpaid(read: (read: ScriptedRead) => Json) {
  const { context, reads } = openScriptedContext({ read });
  const wish = createScriptedIntent({ idempotency_key: 'job-1' });
  const payment = { url: 'http://127.0.0.1/invoices/501', amount: '12.25' };
  await leaveRecord(context, wish, { state: 'payment_required', payment });
  const repeat = () => placeIntent(context, wish, { budget: createStandingBudget() });
  return {
    reads,
    repeat,
    reference: wish.reference,
    records: async () => (await context.journal.records()).all,
  };
}

const unpaid = (reference: string) => toListed({ order_id: 73, status: 402, reference });

describe('an order that waits for payment without a known id', () => {
  it('is looked up by the same call, and found', async () => {
    const found = await openUnpaid(({ action }) => (action === 'order_list' ? [order()] : order()));
    const order = () => unpaid(found.reference);
    expect(await found.repeat()).toMatchObject({
      outcome: 'payment_required',
      order_id: 73,
      matched_by: 'reference',
    });
    expect(found.reads.map(({ action }) => action)).toEqual(['order_list', 'order_status']);
    expect(await found.records()).toMatchObject([{ state: 'payment_required', order_id: '73' }]);
  });

  it('keeps its page when the provider names that only once', async () => {
    const found = await openUnpaid(({ action }) => (action === 'order_list' ? [order()] : order()));
    const order = () => unpaid(found.reference);
    const payment = { amount: '12.25', url: 'http://127.0.0.1/invoices/501' };
    for (const _ of ['found', 'read again'])
      expect(await found.repeat()).toMatchObject({ outcome: 'payment_required', order_id: 73, payment });
    expect(await found.records()).toMatchObject([{ payment }]);
  });

  it('is ordered once the provider says that it stands', async () => {
    const found = await openUnpaid(({ action }) => (action === 'order_list' ? [order()] : order()));
    const order = () => toListed({ order_id: 73, reference: found.reference });
    expect(await found.repeat()).toMatchObject({ outcome: 'ordered', order_id: 73 });
  });

  it('is not taken for paid by an order that does not say how it stands', async () => {
    const found = await openUnpaid(({ action }) => (action === 'order_list' ? [order()] : order()));
    const order = () => ({ order_id: 73, reference: found.reference });
    expect(await found.repeat()).toMatchObject({
      outcome: 'payment_required',
      order_id: 73,
      payment: { amount: '12.25', url: 'http://127.0.0.1/invoices/501' },
    });
    expect(await found.records()).toMatchObject([{ state: 'payment_required', order_id: '73' }]);
  });

  it.each([
    ['no order is it', () => []],
    [
      'the list cannot be read',
      () => {
        throw new Error('no connection');
      },
    ],
  ] as [string, () => Json][])('still waits for payment when %s', async (_, list) => {
    const { repeat, reads, records } = await openUnpaid(list);
    expect(await repeat()).toMatchObject({
      outcome: 'payment_required',
      replayed: true,
      payment: { amount: '12.25', url: 'http://127.0.0.1/invoices/501' },
      next_step: expect.stringContaining('order_list'),
    });
    expect(reads[0]).toMatchObject({ action: 'order_list' });
    expect(await records()).toMatchObject([{ state: 'payment_required', revision: 2 }]);
  });
});

describe('the recorded page of a payment', () => {
  it.each([
    ['no longer names its host', {}, ['pay.example'], true],
    ['names its host since', { url_untrusted: true }, ['127.0.0.1'], undefined],
  ] as const)('is judged anew when the operator %s', async (_, mark, paymentHosts, url_untrusted) => {
    const noPage = toListed({ order_id: 73, status: 402 });
    for (const read of [() => noPage, () => ({ status: 503 })]) {
      const { context } = openScriptedContext({ read, settings: { paymentHosts } });
      const wish = createScriptedIntent();
      const payment = { url: 'http://127.0.0.1/invoices/501', ...mark };
      await leaveRecord(context, wish, { state: 'payment_required', order_id: '73', payment });
      const result = await placeIntent(context, wish, { budget: createStandingBudget() });
      expect(result?.payment).toMatchObject({ url: payment.url });
      expect(result?.payment?.url_untrusted).toBe(url_untrusted);
    }
  });
});

it('an order whose answer was lost waits for payment when HTTP alone says so', async () => {
  const { context } = openScriptedContext();
  const wish = createScriptedIntent({ idempotency_key: 'job-1' });
  await leaveRecord(context, wish, { state: 'unknown' });
  const listed = { order_id: 73, reference: wish.reference };
  const read: ProviderClient['read'] = action =>
    Promise.resolve(action === 'order_status' ? toAnswer({ order_id: 73 }, 402) : toAnswer([listed]));
  const listOrders = () => Promise.resolve([toOrder(listed)]);
  const provider = { ...context.provider, read, listOrders };
  const result = await placeIntent({ ...context, provider }, wish, { budget: createStandingBudget() });
  expect(result).toMatchObject({ outcome: 'payment_required', order_id: 73 });
  expect((await context.journal.records()).all).toMatchObject([
    { state: 'payment_required', order_id: '73' },
  ]);
});
