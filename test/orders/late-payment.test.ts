import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { bendAnswer } from '../kit/scripted-answer.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

const asksForPayment = bendAnswer(json => ({ ...json, status: 402, amount: '9.50', currency: 'EUR' }));

const hourMs = 3_600_000;

/** An order that was taken at first, and asks for a payment since then. */
async function open() {
  let nowMs = Date.parse('2026-03-01T10:00:00Z');
  const sandbox = await openSandbox();
  const server = await openServer({ settings: createSettings(sandbox), now: () => nowMs });
  expect(await server.call('order_create', createOrder())).toMatchObject({ outcome: 'ordered' });
  sandbox.setFault('order_status', asksForPayment);
  const countSent = () => sandbox.received.filter(({ action }) => action === 'order_create').length;
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { ...server, sandbox, countSent, pass };
}

const readers = [
  ['order_status', { order_id: 73 }],
  ['order_create', createOrder()],
] as const;

describe.each(readers)('an ordered order that %s finds unpaid', (name, args) => {
  it('is not settled: the same request is answered with its payment, however late', async () => {
    const { call, pass, countSent } = await open();
    expect(await call(name, args)).toMatchObject({
      outcome: 'payment_required',
      payment: { amount: '9.50' },
    });
    expect(await call('order_list')).toMatchObject({
      unresolved: [{ order_id: 73, state: 'payment_required' }],
    });
    pass(30 * hourMs);
    expect(await call('order_create', createOrder())).toMatchObject({
      outcome: 'payment_required',
      order_id: 73,
      replayed: true,
      payment: { amount: '9.50' },
    });
    const keyed = await call('order_create', { ...createOrder(), idempotency_key: 'another' });
    expect(keyed).toMatchObject({ outcome: 'not_ordered', error: { code: 'unresolved' } });
    expect(countSent()).toBe(1);
  });

  it('is answered with its payment also while it cannot be read', async () => {
    const { call, sandbox, countSent } = await open();
    await call(name, args);
    sandbox.setFault('order_status', { name: 'status-503' });
    expect(await call('order_create', createOrder())).toMatchObject({
      outcome: 'payment_required',
      payment: { amount: '9.50' },
      warnings: [expect.stringContaining('could not be read')],
    });
    expect(countSent()).toBe(1);
  });

  it('is settled again once it goes on', async () => {
    const { call, sandbox, pass, countSent } = await open();
    await call(name, args);
    sandbox.setFault('order_status', undefined);
    await call(name, args);
    expect(await call('order_list')).not.toHaveProperty('unresolved');
    pass(2 * hourMs);
    expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'ordered', order_id: 74 });
    expect(countSent()).toBe(2);
  });
});
