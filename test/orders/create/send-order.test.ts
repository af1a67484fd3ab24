import { describe, expect, it } from 'vitest';
import { createItem, createOrder } from '../../kit/example-order.ts';
import { createSettings, openServer } from '../../kit/open-server.ts';
import { call as callProvider, openSandbox } from '../../sandbox/sandbox-client.ts';

/** A server whose provider answers the next order with that, at an account that has order 73 already. */
async function open({ status, json, carriesOut }: { status: number; json: object; carriesOut: boolean }) {
  const sandbox = await openSandbox();
  await callProvider(sandbox, { action: 'order_create', items: [createItem('Somebody else')] });
  const answer = () => ({ status, headers: {}, body: JSON.stringify(json) });
  sandbox.setFault('order_create', { name: 'scripted', carriesOut, answer, times: 1 });
  return { sandbox, ...(await openServer({ settings: createSettings(sandbox) })) };
}

describe('an order id that was there before the order', () => {
  it('is not the one that was made, which is found by the names of its servers', async () => {
    const json = { status: 500, order_id: 73 };
    const { call } = await open({ status: 200, json, carriesOut: true });
    expect(await call('order_create', createOrder())).toMatchObject({
      outcome: 'ordered',
      order_id: 74,
      matched_by: 'item_names',
    });
  });

  it.each([
    [200, { status: 200, order_id: 73, error: 'exists' }],
    [422, { order_id: 73 }],
    [500, { order_id: 12 }],
  ])('leaves it unknown in HTTP %i with %j, and the order is not sent again', async (status, json) => {
    const { call, sandbox } = await open({ status, json, carriesOut: false });
    const result = await call('order_create', createOrder());
    expect(result).toMatchObject({
      outcome: 'unknown',
      error: { code: 'bad_response', message: expect.stringContaining('had reached 73 before') },
      provider: json,
    });
    expect(result).not.toHaveProperty('order_id');
    const again = await call('order_create', createOrder());
    expect(again).toMatchObject({ outcome: 'unknown' });
    expect(again).not.toHaveProperty('order_id');
    expect(sandbox.received.filter(({ action }) => action === 'order_create')).toHaveLength(2);
  });

  it('is believed where the provider says in so many words that it made it', async () => {
    const { call } = await open({ status: 200, json: { order_id: 7, status: 200 }, carriesOut: false });
    expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'ordered', order_id: 7 });
  });

  it('leaves a demand for payment without one, with a warning, until the order is found', async () => {
    const json = { previous: 1, order_id: 73, invoice_id: 501 };
    const { call } = await open({ status: 402, json, carriesOut: true });
    const result = await call('order_create', createOrder());
    expect(result).toMatchObject({
      outcome: 'payment_required',
      payment: { invoice_id: 501 },
      warnings: [expect.stringContaining('order 73'), expect.stringContaining('ip_allow')],
      next_step: expect.stringContaining('order_list'),
    });
    expect(result).not.toHaveProperty('order_id');
    expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'ordered', order_id: 74 });
  });
});

describe('an order id that a refusal of another request only named', () => {
  it('is taken by the order that the provider makes under it later', async () => {
    const { call } = await open({ status: 422, json: { order_id: 74 }, carriesOut: false });
    expect(await call('order_create', createOrder('First'))).toMatchObject({
      outcome: 'unknown',
      order_id: 74,
    });
    const second = await call('order_create', createOrder('Second'));
    expect(second).toMatchObject({ outcome: 'ordered', order_id: 74 });
    expect(second).not.toHaveProperty('reconciled');
    expect(await call('order_create', createOrder('First'))).toMatchObject({ outcome: 'unknown' });
  });
});

describe('an order id that another request holds', () => {
  it('is not taken, also where the highest id before was not known', async () => {
    const { call, sandbox } = await open({ status: 200, json: { order_id: 74 }, carriesOut: false });
    sandbox.setFault('order_list', { name: 'status-403' });
    expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'ordered', order_id: 74 });
    const answer = () => ({ status: 200, headers: {}, body: '{"order_id":74}' });
    sandbox.setFault('order_create', { name: 'scripted', carriesOut: false, answer });
    const other = await call('order_create', createOrder('Other'));
    expect(other).toMatchObject({
      outcome: 'unknown',
      error: { message: expect.stringContaining('another request') },
    });
    expect(other).not.toHaveProperty('order_id');
  });
});
